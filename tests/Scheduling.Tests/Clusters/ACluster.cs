using BatchAi.Model;

namespace BatchAi.Scheduling.Tests;

/// <summary>Snapshots with sensible defaults; a test states only what matters to it.</summary>
internal static class ACluster
{
    public static DateTimeOffset Now { get; } = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Random snapshots a property; more by the variable SCHEDULING_SAMPLES.</summary>
    public static long Samples { get; } =
        long.TryParse(Environment.GetEnvironmentVariable("SCHEDULING_SAMPLES"), out long samples) ? samples : 300;

    public static TimeSpan IdleWait { get; } = TimeSpan.FromMinutes(5);

    /// <summary>An automatic cluster that was asked for exactly the nodes it has.</summary>
    public static ClusterSnapshot Auto(int minimum, int maximum, params NodeSnapshot[] nodes) =>
        Of(new ScaleTarget(Automatic: true, minimum, maximum, IdleWait, DeallocationOption.Requeue), nodes);

    public static ClusterSnapshot Manual(int target, DeallocationOption option, params NodeSnapshot[] nodes) =>
        Of(new ScaleTarget(Automatic: false, target, target, IdleWait, option), nodes);

    public static NodeSnapshot Node(int ordinal, NodeCondition condition = NodeCondition.Ready, double minutes = 1) => new()
    {
        Ordinal = ordinal,
        Condition = condition,
        KnownSince = Now.AddMinutes(-minutes),
        IdleSince = condition == NodeCondition.Ready ? Now.AddMinutes(-minutes) : null,
    };

    /// <summary>Ready nodes 0 to count - 1, idle for so many minutes.</summary>
    public static NodeSnapshot[] Ready(int count, double minutes = 1) =>
        [.. Enumerable.Range(0, count).Select(ordinal => Node(ordinal, NodeCondition.Ready, minutes))];

    public static NodeSnapshot[] All(NodeCondition condition, int count, double minutes = 1) =>
        [.. Enumerable.Range(0, count).Select(ordinal => Node(ordinal, condition, minutes))];

    public static WaitingJob Job(string uid, int nodes, double hours = 24) =>
        new(uid, nodes, JobPriority.Normal, TimeSpan.FromHours(hours));

    public static HoldingJob Runs(string uid, double hoursLeft, params int[] nodes) =>
        new(uid, nodes, Stopping: false, Now.AddHours(hoursLeft));

    public static HoldingJob Stops(string uid, params int[] nodes) => new(uid, nodes, Stopping: true, Now.AddHours(1));

    public static ClusterDecision Decide(this ClusterSnapshot seen) => ClusterScheduler.Decide(seen, Now);

    extension(ClusterSnapshot seen)
    {
        public ClusterSnapshot Holding(params HoldingJob[] jobs) => seen with { Holding = jobs };

        public ClusterSnapshot Waiting(params WaitingJob[] jobs) => seen with { Waiting = jobs };

        public ClusterSnapshot Asked(int? size) => seen with { Capacity = seen.Capacity with { AskedSize = size } };

        public ClusterSnapshot InFlight() => seen with { Capacity = seen.Capacity with { InFlight = true } };

        public ClusterSnapshot Quota(int left) =>
            seen with
            {
                Capacity = seen.Capacity with { QuotaNodesLeft = left, QuotaText = "NCASv3: 24 of 24" },
            };

        public ClusterSnapshot BackingOff(double minutes) =>
            seen with
            {
                Capacity = seen.Capacity with { BackoffUntil = Now.AddMinutes(minutes) },
            };
    }

    private static ClusterSnapshot Of(ScaleTarget scale, NodeSnapshot[] nodes) => new()
    {
        Scale = scale,
        Nodes = nodes,
        Holding = [],
        Waiting = [],
        Capacity = new CapacitySnapshot { AskedSize = nodes.Count(node => node.Condition != NodeCondition.Leaving) },
    };
}
