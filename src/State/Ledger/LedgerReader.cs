using BatchAi.Model;

namespace BatchAi.State;

/// <summary>Reads a cluster's ledger while decisions and the roll-up write it.</summary>
public sealed class LedgerReader(ITableStore store, FactStore facts, TimeProvider clock)
{
    /// <summary>Node-time of whole days (UTC), the last included; of today what is past.</summary>
    public async Task<LedgerTotals> TotalsAsync(string clusterUid, DateOnly first, DateOnly last, CancellationToken cancellation)
    {
        string from = FactKeys.TimesFrom(NodeDays.Start(first));
        while (true)
        {
            // In the order in which a stretch wanders: it is then seen twice, not missed. That of a node that did
            // something else meanwhile is dropped here …
            IReadOnlyList<Row<NodeTime>> open = await facts.OpenTimesAsync(clusterUid, cancellation);
            IReadOnlyList<Row<NodeTime>> ended = await store.ListBetweenAsync<NodeTime>(
                Tables.Facts,
                clusterUid,
                from,
                StoreKeys.EndOf(FactKeys.TimePrefix),
                cancellation);
            IReadOnlyList<Row<DayTotal>> totals = await store.ListBetweenAsync<DayTotal>(
                Tables.Facts,
                clusterUid,
                FactKeys.DaysFrom(first),
                FactKeys.DaysFrom(last.AddDays(1)),
                cancellation);
            HashSet<(int, DateTimeOffset)> over = [.. ended.Select(row => (row.Value.Ordinal, row.Value.Since))];

            // … and if the roll-up, which takes the oldest first, took any, it took the first.
            if (
                ended.Count > 0
                && (await store.FindAsync<NodeTime>(Tables.Facts, clusterUid, ended[0].Key, cancellation))?.ETag != ended[0].ETag)
                continue;

            DateTimeOffset now = clock.GetUtcNow();
            IEnumerable<DayTotal> parts = ended.Select(row => row.Value)
                .Concat(open.Select(row => row.Value).Where(time => !over.Contains((time.Ordinal, time.Since))))
                .SelectMany(time => NodeDays.Parts(time, time.Until ?? now))
                .Where(part => part.Day >= first && part.Day <= last);
            return LedgerTotals.Of(totals.Select(row => row.Value).Concat(parts));
        }
    }
}

/// <summary>Node-time of a cluster over some days, by what the nodes did and by the jobs that held them, most first.</summary>
public sealed record LedgerTotals(IReadOnlyDictionary<NodeUse, TimeSpan> Uses, IReadOnlyList<JobTotal> Jobs)
{
    public static LedgerTotals Of(IEnumerable<DayTotal> days)
    {
        Dictionary<NodeUse, TimeSpan> uses = [];
        Dictionary<string, JobTotal> jobs = [];
        foreach (DayTotal day in days)
        {
            uses[day.Use] = uses.GetValueOrDefault(day.Use) + day.Time;
            if (day is { JobUid: { } uid, Job: { } job })
                jobs[uid] = new JobTotal(uid, job, day.Time + (jobs.GetValueOrDefault(uid)?.Time ?? TimeSpan.Zero));
        }

        return new LedgerTotals(uses, [.. jobs.Values.OrderByDescending(job => job.Time).ThenBy(job => job.Uid, StringComparer.Ordinal)]);
    }
}

/// <summary>Node-time that a job held.</summary>
public sealed record JobTotal(string Uid, JobId Id, TimeSpan Time);
