using BatchAi.State;

namespace BatchAi.Services;

/// <summary>
/// Adds node-time that ended long ago to the totals of its days, and forgets totals that are older still; so much a round. Run by a timer.
/// A stretch goes in the transaction that adds it, so any number of runs, also at once or cut short, count it once.
/// </summary>
public sealed class LedgerRollUp(ITableStore store, ClusterTiming timing, TimeProvider clock)
{
    /// <summary>Most rows of each kind taken from one cluster in one round.</summary>
    public const int PerRound = 500;

    /// <summary>Most days of one stretch added at once: each is a row of the transaction.</summary>
    private const int DaysAtOnce = 60;

    /// <exception cref="RoundFailedException">The rows of some clusters could not be rolled up; those of all others were.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        Round round = new(cancellation);
        foreach (Row<ActiveRow> active in await ActiveRow.ListAsync(store, cancellation))
        {
            await round.TryAsync($"Node-time of cluster {active.Key}", token => FoldAsync(active.Key, token));
            await round.TryAsync($"Totals of cluster {active.Key}", token => ForgetAsync(active.Key, token));
        }

        round.ThrowIfFailed();
    }

    private DateOnly Today => NodeDays.Of(clock.GetUtcNow());

    private async Task FoldAsync(string clusterUid, CancellationToken cancellation)
    {
        string end = FactKeys.TimesFrom(NodeDays.Start(Today) - timing.KeepNodeTimes);
        IReadOnlyList<Row<NodeTime>> old =
        [
            .. (await store.ListAsync(Tables.Facts, clusterUid, FactKeys.TimePrefix, end, PerRound, cancellation)).Select(
                RowStoreExtensions.Read<NodeTime>),
        ];

        Dictionary<string, DayTotal> totals = [];
        List<EntityWrite> taken = [];
        foreach (Row<NodeTime> row in old)
        {
            List<DayTotal> parts = [.. NodeDays.Parts(row.Value, row.Value.Until!.Value).Take(DaysAtOnce)];
            int more = 1 + parts.Count(part => !totals.ContainsKey(part.Key));
            if (taken.Count + totals.Count + more > StoreLimits.MaxWrites)
            {
                if (!await TryCommitAsync(clusterUid, totals, taken, cancellation))
                    return;
                (totals, taken) = ([], []);
            }

            foreach (DayTotal part in parts)
                totals[part.Key] = totals.TryGetValue(part.Key, out DayTotal? sum) ? sum with { Time = sum.Time + part.Time } : part;

            // What is left of a very long stretch is taken in the next round.
            DateTimeOffset counted = row.Value.Since + TimeSpan.FromTicks(parts.Sum(part => part.Time.Ticks));
            taken.Add(
                counted == row.Value.Until
                    ? RowStoreExtensions.Delete(row)
                    : RowStoreExtensions.Replace(row with { Value = row.Value with { Since = counted } }));
        }

        if (taken.Count > 0)
            await TryCommitAsync(clusterUid, totals, taken, cancellation);
    }

    /// <summary>False when another run came first: it does the same.</summary>
    private async Task<bool> TryCommitAsync(
        string clusterUid,
        Dictionary<string, DayTotal> totals,
        List<EntityWrite> taken,
        CancellationToken cancellation)
    {
        EntityWrite[] added = await Task.WhenAll(totals.Values.Select(async total =>
            await store.FindAsync<DayTotal>(Tables.Facts, clusterUid, total.Key, cancellation) is { } row
                ? RowStoreExtensions.Replace(row with { Value = row.Value with { Time = row.Value.Time + total.Time } })
                : RowStoreExtensions.Insert(total.Key, total)));
        return await store.CommitAsync(Tables.Facts, clusterUid, [.. taken, .. added], cancellation) is CommitOutcome.Committed;
    }

    private async Task ForgetAsync(string clusterUid, CancellationToken cancellation)
    {
        string end = FactKeys.DaysFrom(Today.AddDays(-(int)timing.KeepDayTotals.TotalDays));
        IReadOnlyList<StoredEntity> old = await store.ListAsync(Tables.Facts, clusterUid, FactKeys.DayPrefix, end, PerRound, cancellation);
        foreach (StoredEntity[] slice in old.Chunk(StoreLimits.MaxWrites))
            await store.CommitAsync(
                Tables.Facts,
                clusterUid,
                [.. slice.Select(row => new EntityWrite.Delete(row.Row, row.ETag))],
                cancellation);
    }
}
