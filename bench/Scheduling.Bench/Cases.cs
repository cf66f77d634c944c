using BatchAi.Model;

namespace BatchAi.Scheduling.Bench;

/// <summary>Snapshots of large clusters with a long queue behind them.</summary>
internal static class Cases
{
    private const int Nodes = 1_000;
    private const int Queued = 10_000;

    public static IEnumerable<(string Name, ClusterSnapshot Seen)> All(DateTimeOffset now) =>
    [
        ("1,000 nodes full, 10,000 queued: nothing can start", Snapshot(now, busy: Nodes, maximum: Nodes)),
        ("1,000 nodes half full, 10,000 queued: start what fits", Snapshot(now, busy: Nodes / 2, maximum: Nodes)),
        ("1,000 nodes free, 10,000 queued: fill the cluster", Snapshot(now, busy: 0, maximum: Nodes)),
        ("1,000 nodes full, 10,000 queued: grow to 2,000", Snapshot(now, busy: Nodes, maximum: 2 * Nodes)),
        ("1,000 nodes idle for an hour, nothing queued: shrink", Snapshot(now, busy: 0, maximum: Nodes) with { Waiting = [] }),
    ];

    /// <summary>Jobs of 1 to 8 nodes, running for up to a day; the same every time.</summary>
    private static ClusterSnapshot Snapshot(DateTimeOffset now, int busy, int maximum)
    {
        List<HoldingJob> holding = [];
        for (int next = 0; next < busy;)
        {
            int gang = Math.Min(1 + (holding.Count % 8), busy - next);
            holding.Add(
                new HoldingJob(
                    $"holding{holding.Count}",
                    [.. Enumerable.Range(next, gang)],
                    Stopping: false,
                    now.AddMinutes(1 + (holding.Count * 37 % 1440))));
            next += gang;
        }

        return new ClusterSnapshot
        {
            Scale = new ScaleTarget(Automatic: true, Minimum: 0, maximum, TimeSpan.FromMinutes(5), DeallocationOption.Requeue),
            Nodes = [.. Enumerable.Range(0, Nodes).Select(ordinal => Node(ordinal, now))],
            Holding = holding,
            Waiting =
            [
                .. Enumerable
                    .Range(0, Queued)
                    .Select(n => new WaitingJob(
                        $"waiting{n}",
                        1 + (n % 8),
                        JobPriority.Normal,
                        TimeSpan.FromMinutes(10 + (n * 53 % 1440)))),
            ],
            Capacity = new CapacitySnapshot { AskedSize = Nodes },
        };
    }

    private static NodeSnapshot Node(int ordinal, DateTimeOffset now) =>
        new() { Ordinal = ordinal, Condition = NodeCondition.Ready, KnownSince = now.AddHours(-1), IdleSince = now.AddHours(-1) };
}
