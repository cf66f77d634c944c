using BatchAi.Model;

namespace BatchAi.Activities;

/// <summary>Node-time of one day (UTC), of all nodes of a cluster together.</summary>
/// <param name="JobUid">The job that held them; null unless <see cref="NodeUse.Running"/>.</param>
/// <param name="Time">May be more than a day: that of several nodes is added up.</param>
public sealed record DayTotal(DateOnly Day, NodeUse Use, string? JobUid, JobId? Job, TimeSpan Time)
{
    public string Key => FactKeys.Day(Day, Use, JobUid);
}
