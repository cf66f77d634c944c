namespace BatchAi.Scheduling;

/// <summary>The fixed figures of the scheduler, in one place; docs/scheduling.md explains each.</summary>
public static class SchedulingLimits
{
    /// <summary>How many waiting jobs a decision looks at; the cost of a decision does not grow with the queue behind them.</summary>
    public const int QueueWindow = 256;

    /// <summary>
    /// With this many unusable nodes, and no more that were set up well, the set-up itself is taken to be broken: no
    /// node is added for jobs.
    /// </summary>
    public const int BrokenSetups = 3;

    /// <summary>How much longer than an idle node an unfinished one may stay: machines take minutes to start and to set up.</summary>
    public static TimeSpan PreparationAllowance { get; } = TimeSpan.FromMinutes(10);

    /// <summary>The brake: how many nodes one decision may remove from a cluster of <paramref name="nodes"/>.</summary>
    public static int RemovalsPerDecision(int nodes) => Math.Max(10, nodes / 4);

    /// <summary>The tighter brake for lost nodes: many at once look more like an outage of ours than like their end.</summary>
    public static int LossesPerDecision(int nodes) => Math.Max(2, nodes / 10);
}
