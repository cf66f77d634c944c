namespace BatchAi.Activities;

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
