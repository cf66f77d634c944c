using BatchAi.Model;

namespace BatchAi.State;

/// <summary>Node-time of one day (UTC), of all nodes of a cluster together.</summary>
/// <param name="JobUid">The job that held them; null unless <see cref="NodeUse.Running"/>.</param>
/// <param name="Time">May be more than a day: that of several nodes is added up.</param>
public sealed record DayTotal(DateOnly Day, NodeUse Use, string? JobUid, JobId? Job, TimeSpan Time)
{
    public string Key => FactKeys.Day(Day, Use, JobUid);
}

/// <summary>Cuts stretches of node-time at midnight (UTC).</summary>
public static class NodeDays
{
    public static DateTimeOffset Start(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    public static DateOnly Of(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);

    /// <summary>What a stretch adds to each of its days, in order.</summary>
    /// <param name="until">Its end, or now while it lasts.</param>
    public static IEnumerable<DayTotal> Parts(NodeTime time, DateTimeOffset until)
    {
        for (DateTimeOffset from = time.Since; from < until;)
        {
            DateOnly day = Of(from);
            DateTimeOffset midnight = Start(day.AddDays(1));
            DateTimeOffset to = midnight < until ? midnight : until;
            yield return new DayTotal(day, time.Use, time.JobUid, time.Job, to - from);
            from = to;
        }
    }
}
