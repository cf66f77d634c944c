using static BatchAi.Scheduling.Tests.ACluster;

namespace BatchAi.Scheduling.Tests;

/// <summary>What holds for every decision whatever was seen.</summary>
public sealed class EveryDecision
{
    private static HashSet<int> Held(ClusterSnapshot seen) => [.. seen.Holding.SelectMany(job => job.Nodes)];

    private static int Present(ClusterSnapshot seen) => seen.Nodes.Count(node => node.Condition != NodeCondition.Leaving);

    [Fact]
    public void Gives_whole_gangs_nodes_that_are_ready_and_nobody_elses() => Snapshots.Any.Hold(seen =>
    {
        ClusterDecision decision = seen.Decide();
        int[] given = [.. decision.Reservations.SelectMany(gang => gang.Nodes)];

        return given.Distinct().Count() == given.Length
            && !Held(seen).Overlaps(given)
            && !decision.Removals.Intersect(given).Any()
            && given.All(ordinal =>
                seen.Nodes.Single(node => node.Ordinal == ordinal) is { Condition: NodeCondition.Ready, EvictionNoticed: false })
            && decision.Reservations.All(gang => seen.Waiting.Single(job => job.Uid == gang.JobUid).NodeCount == gang.Nodes.Count)
            && decision.Reservations.Select(gang => gang.JobUid).Distinct().Count() == decision.Reservations.Count;
    });

    [Fact]
    public void Never_asks_for_more_than_the_maximum_the_quota_or_the_moment_allow() => Snapshots.Any.Hold(seen =>
    {
        CapacitySnapshot capacity = seen.Capacity;
        ClusterDecision decision = seen.Decide();
        int keeps = Math.Max(0, (capacity.AskedSize ?? Present(seen)) - decision.Removals.Count);
        int raise = decision.WantedSize - keeps;

        return raise == 0
            || (
                raise > 0
                && decision.WantedSize <= seen.Scale.Maximum
                && capacity is { AskedSize: not null, InFlight: false }
                && !(Now < capacity.BackoffUntil)
                && decision.WantedSize - (Math.Max(capacity.AskedSize.Value, Present(seen)) - decision.Removals.Count)
                    <= (capacity.QuotaNodesLeft ?? int.MaxValue));
    });

    [Fact]
    public void Never_removes_a_node_that_a_job_holds_unless_it_is_lost() => Snapshots.Any.Hold(seen =>
    {
        HashSet<int> held = Held(seen);
        return seen.Decide().Removals.All(ordinal => seen.Nodes.Single(node => node.Ordinal == ordinal).Condition switch
        {
            NodeCondition.Leaving => false,
            NodeCondition.Lost => true,
            _ => !held.Contains(ordinal),
        });
    });

    [Fact]
    public void Keeps_the_minimum_when_it_removes_nodes() =>
        Snapshots.Any.Hold(seen =>
        {
            int removed = seen.Decide().Removals.Count(ordinal => !IsToReplace(seen, seen.Nodes[ordinal]));
            int size = Math.Max(seen.Capacity.AskedSize ?? 0, Present(seen));
            int kept =
                (size > seen.Scale.Maximum ? size : Present(seen))
                - seen.Nodes.Count(node => IsToReplace(seen, node))
                - removed;

            return removed == 0 || kept >= seen.Scale.Minimum;
        });

    [Fact]
    public void Removes_no_more_than_the_brakes_allow() => Snapshots.Any.Hold(seen =>
    {
        IReadOnlyList<int> removals = seen.Decide().Removals;
        int present = Present(seen);

        return removals.Count <= Math.Max(10, present / 4)
            && removals.Count(ordinal => IsToReplace(seen, seen.Nodes[ordinal])) <= Math.Max(2, present / 10)
            && removals.Distinct().Count() == removals.Count;
    });

    [Fact]
    public void Asks_and_removes_nothing_while_the_size_is_unknown_or_a_write_is_in_flight() => Snapshots.Any.Hold(seen =>
    {
        ClusterDecision unknown = seen.Asked(null).Decide();
        ClusterDecision inFlight = seen.InFlight().Decide();

        return unknown.Removals.Count == 0 && unknown.WantedSize == Present(seen)
            && inFlight.Removals.Count == 0 && inFlight.WantedSize == (seen.Capacity.AskedSize ?? Present(seen));
    });

    [Fact]
    public void Is_the_same_for_the_same_facts_and_looks_again_only_later() => Snapshots.Any.Hold(seen =>
    {
        ClusterDecision once = seen.Decide();
        ClusterDecision again = (seen with { Nodes = [.. seen.Nodes.Reverse()] }).Decide();

        return Text(once) == Text(again) && (once.Deadline ?? DateTimeOffset.MaxValue) > Now;
    });

    [Fact]
    public void Leaves_nothing_to_decide_once_it_is_carried_out() => Snapshots.Any.Hold(seen =>
    {
        ClusterSnapshot before = seen;
        for (int step = 0; step < 12; step++)
        {
            ClusterDecision decision = seen.Decide();
            if (IsRest(seen, decision))
                return step <= 1 || MayTakeLonger(before);
            seen = After(seen, decision);
        }

        return false;
    });

    [Fact]
    public void Never_lets_the_head_of_the_queue_start_later_than_without_backfill_and_removals() => Snapshots.Healthy.Hold(seen =>
    {
        ClusterDecision decision = seen.Decide();
        HashSet<string> started = [.. decision.Reservations.Select(gang => gang.JobUid)];
        WaitingJob? head = seen.Waiting.FirstOrDefault(job => job.NodeCount <= seen.Scale.Maximum && !started.Contains(job.Uid));
        if (head is null)
            return true;

        WaitingJob[] all = [.. seen.Waiting.Where(job => started.Contains(job.Uid))];
        WaitingJob[] before = [.. seen.Waiting.TakeWhile(job => job != head).Where(job => started.Contains(job.Uid))];

        return StartOf(head, seen, all, decision.Removals.Count) <= StartOf(head, seen, before, removed: 0);
    });

    /// <summary>
    /// When the head would start if the given jobs start now and some free nodes go: counts nodes moment by moment, by
    /// the estimates that docs/scheduling.md promises.
    /// </summary>
    private static DateTimeOffset StartOf(WaitingJob head, ClusterSnapshot seen, WaitingJob[] started, int removed)
    {
        HashSet<int> held = Held(seen);
        DateTimeOffset[] moments =
        [
            Now.AddTicks(1),
            Now.AddTicks(2),
            .. seen.Holding.Select(job => job.EstimatedEnd),
            .. started.Select(job => Now + job.MaxWallClockTime),
        ];

        return moments
            .Where(moment => moment > Now)
            .Order()
            .First(moment =>
            {
                int nodes = seen.Nodes.Count(node => !held.Contains(node.Ordinal)) - removed;
                nodes += moment >= Now.AddTicks(2) ? seen.Scale.Maximum - seen.Nodes.Count + removed : 0;
                nodes += seen
                    .Holding.Where(job => job.Stopping || (moment >= Now.AddTicks(2) && job.EstimatedEnd <= moment))
                    .Sum(job => job.Nodes.Count);
                nodes -= started.Where(job => Now + job.MaxWallClockTime > moment).Sum(job => job.NodeCount);
                return nodes >= head.NodeCount;
            });
    }

    private static bool IsToReplace(ClusterSnapshot seen, NodeSnapshot node) =>
        node.Condition == NodeCondition.Lost || (node.Condition == NodeCondition.WornOut && !Held(seen).Contains(node.Ordinal));

    private static bool IsRest(ClusterSnapshot seen, ClusterDecision decision) =>
        decision.Reservations.Count + decision.Evictions.Count + decision.Removals.Count == 0
        && (seen.Capacity.AskedSize is null || decision.WantedSize == seen.Capacity.AskedSize);

    /// <summary>
    /// A brake spreads removals over several decisions, and a quota that binds is read again only when the removed
    /// nodes are gone.
    /// </summary>
    private static bool MayTakeLonger(ClusterSnapshot seen)
    {
        int lost = seen.Nodes.Count(node => IsToReplace(seen, node));
        return lost > SchedulingLimits.LossesPerDecision(Present(seen))
            || seen.Decide().Removals.Count >= SchedulingLimits.RemovalsPerDecision(Present(seen));
    }

    private static ClusterSnapshot After(ClusterSnapshot seen, ClusterDecision decision)
    {
        Dictionary<string, WaitingJob> waiting = seen.Waiting.ToDictionary(job => job.Uid);
        HashSet<string> started = [.. decision.Reservations.Select(gang => gang.JobUid)];
        HashSet<string> evicted = [.. decision.Evictions.Select(eviction => eviction.JobUid)];
        CapacitySnapshot capacity = seen.Capacity;

        return seen with
        {
            Nodes =
            [
                .. seen.Nodes.Select(node =>
                    decision.Removals.Contains(node.Ordinal) ? node with { Condition = NodeCondition.Leaving } : node),
            ],
            Waiting = [.. seen.Waiting.Where(job => !started.Contains(job.Uid))],
            Holding =
            [
                .. seen.Holding.Select(job => evicted.Contains(job.Uid) ? job with { Stopping = true } : job),
                .. decision.Reservations.Select(gang => new HoldingJob(
                    gang.JobUid,
                    gang.Nodes,
                    Stopping: false,
                    Now + waiting[gang.JobUid].MaxWallClockTime)),
            ],
            Capacity = capacity.AskedSize is not { } asked
                ? capacity
                : capacity with
                {
                    AskedSize = decision.WantedSize,
                    QuotaNodesLeft =
                        capacity.QuotaNodesLeft
                        - Math.Max(0, decision.WantedSize - (Math.Max(asked, Present(seen)) - decision.Removals.Count)),
                },
        };
    }

    private static string Text(ClusterDecision decision) => string.Join(
        '|',
        string.Join(' ', decision.Reservations.Select(gang => $"{gang.JobUid}:{string.Join(',', gang.Nodes)}")),
        string.Join(' ', decision.Evictions),
        string.Join(' ', decision.Removals),
        decision.WantedSize,
        decision.Deadline,
        decision.Unsettled,
        decision.Why);
}
