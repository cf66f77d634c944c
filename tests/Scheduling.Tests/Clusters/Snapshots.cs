using BatchAi.Model;
using CsCheck;

namespace BatchAi.Scheduling.Tests;

/// <summary>Random snapshots, from tidy to absurd.</summary>
internal static class Snapshots
{
    private static readonly Gen<DateTimeOffset> s_past = Gen.Int[0, 30].Select(minutes => ACluster.Now.AddMinutes(-minutes));

    private static readonly Gen<NodeCondition> s_condition = Gen.Frequency(
        (8, Gen.Const(NodeCondition.Ready)), (2, Gen.Const(NodeCondition.Preparing)), (1, Gen.Enum<NodeCondition>()));

    private static readonly Gen<NodeSnapshot> s_node =
        from condition in s_condition
        from known in s_past
        from idle in s_past
        from noticed in Gen.Frequency((12, Gen.Const(false)), (1, Gen.Const(true)))
        select new NodeSnapshot { Ordinal = 0, Condition = condition, KnownSince = known, IdleSince = idle, EvictionNoticed = noticed };

    private static readonly Gen<ScaleTarget> s_scale =
        from automatic in Gen.Bool
        from maximum in Gen.Int[0, 40]
        from minimum in Gen.Int[0, 10]
        from option in Gen.Enum<DeallocationOption>()
        select new ScaleTarget(automatic, automatic ? Math.Min(minimum, maximum) : maximum, maximum, ACluster.IdleWait, option);

    private static readonly Gen<(int Nodes, bool Stopping, int Minutes, bool Vanished)> s_holding =
        Gen.Select(Gen.Int[1, 5], Gen.Bool, Gen.Int[-30, 600], Gen.Frequency((12, Gen.Const(false)), (1, Gen.Const(true))));

    private static readonly Gen<(int Nodes, int Minutes)> s_waiting = Gen.Select(Gen.Int[1, 12], Gen.Int[1, 900]);

    private static readonly Gen<CapacitySnapshot> s_capacity =
        from known in Gen.Frequency((12, Gen.Const(true)), (1, Gen.Const(false)))
        from asked in Gen.Int[-2, 6]
        from inFlight in Gen.Frequency((8, Gen.Const(false)), (1, Gen.Const(true)))
        from backoff in Gen.Frequency((6, Gen.Const(0)), (1, Gen.Int[-10, 60]))
        from quota in Gen.Frequency((3, Gen.Const(-1)), (1, Gen.Int[0, 12]))
        select new CapacitySnapshot
        {
            AskedSize = known ? asked : null,
            InFlight = inFlight,
            BackoffUntil = backoff == 0 ? null : ACluster.Now.AddMinutes(backoff),
            QuotaNodesLeft = quota < 0 ? null : quota,
        };

    /// <summary>
    /// Everything that can be seen, also what should not be: jobs on nodes that vanished, more nodes listed than asked
    /// for.
    /// </summary>
    public static Gen<ClusterSnapshot> Any { get; } =
        from scale in s_scale
        from nodes in s_node.Array[0, 40]
        from holding in s_holding.Array[0, 8]
        from waiting in s_waiting.Array[0, 12]
        from capacity in s_capacity
        from shuffle in Gen.Shuffle(Enumerable.Range(0, 40).ToArray())
        select Build(scale, nodes, holding, waiting, capacity, shuffle);

    /// <summary>Healthy automatic clusters within their maximum, no quota, back-off or write in the way.</summary>
    public static Gen<ClusterSnapshot> Healthy { get; } =
        from seen in Any
        from room in Gen.Int[0, 8]
        from coming in Gen.Int[0, 3]
        let nodes = seen
            .Nodes.Select(node =>
                node with
                {
                    EvictionNoticed = false,
                    Condition = node.Condition == NodeCondition.Ready ? NodeCondition.Ready : NodeCondition.Preparing,
                }
            )
            .ToArray()
        let ordinals = nodes.Select(node => node.Ordinal).ToHashSet()
        select seen with
        {
            Scale = seen.Scale with { Automatic = true, Minimum = 0, Maximum = nodes.Length + coming + room },
            Nodes = nodes,
            Holding = [.. seen.Holding.Where(job => job.Nodes.All(ordinals.Contains))],
            Capacity = new CapacitySnapshot { AskedSize = nodes.Length + coming },
        };

    /// <summary>
    /// Samples with a counter-example that can be read: nodes with the minutes since they were known and idle, jobs
    /// with the minutes they have left.
    /// </summary>
    public static void Hold(this Gen<ClusterSnapshot> snapshots, Func<ClusterSnapshot, bool> holds) =>
        snapshots.Sample(holds, iter: ACluster.Samples, print: Print);

    private static string Print(ClusterSnapshot seen) =>
        string.Join(
            '\n',
            seen.Scale,
            seen.Capacity,
            string.Join(
                ' ',
                seen.Nodes.Select(node =>
                    $"{node.Ordinal}:{(node.EvictionNoticed ? "!" : "")}{node.Condition}-{(ACluster.Now - node.KnownSince).TotalMinutes}/{(ACluster.Now - node.IdleSince)?.TotalMinutes}"
                )),
            string.Join(
                ' ',
                seen.Holding.Select(job =>
                    $"{job.Uid}[{string.Join(',', job.Nodes)}]{(job.Stopping ? "stopping" : "")}{(job.EstimatedEnd - ACluster.Now).TotalMinutes}"
                )),
            string.Join(' ', seen.Waiting.Select(job => $"{job.Uid}*{job.NodeCount}/{job.MaxWallClockTime.TotalMinutes}")),
            seen.Decide().Why);

    private static ClusterSnapshot Build(
        ScaleTarget scale,
        NodeSnapshot[] nodes,
        (int Nodes, bool Stopping, int Minutes, bool Vanished)[] holding,
        (int Nodes, int Minutes)[] waiting,
        CapacitySnapshot capacity,
        int[] shuffle)
    {
        nodes = [.. nodes.Select((node, ordinal) => node with { Ordinal = ordinal })];
        Queue<int> unheld = new(shuffle.Where(ordinal => ordinal < nodes.Length));
        List<HoldingJob> jobs = [];
        foreach ((int count, bool stopping, int minutes, bool vanished) in holding)
        {
            List<int> held = vanished ? [100 + jobs.Count] : [];
            while (held.Count < count && unheld.TryDequeue(out int ordinal))
                held.Add(ordinal);
            if (held.Count > 0)
                jobs.Add(new HoldingJob($"h{jobs.Count}", held, stopping, ACluster.Now.AddMinutes(minutes)));
        }

        int present = nodes.Count(node => node.Condition != NodeCondition.Leaving);
        return new ClusterSnapshot
        {
            Scale = scale,
            Nodes = nodes,
            Holding = jobs,
            Waiting =
            [
                .. waiting.Select((job, n) => new WaitingJob($"w{n}", job.Nodes, JobPriority.Normal, TimeSpan.FromMinutes(job.Minutes))),
            ],
            Capacity = capacity with { AskedSize = capacity.AskedSize is { } asked ? Math.Max(0, present + asked) : null },
        };
    }
}
