using BatchAi.Scheduling;
using BatchAi.State;

namespace BatchAi.Services;

/// <summary>
/// Compares what nodes do after a decision with what the ledger says they do. Only decisions write the ledger, so
/// nobody races with them for a node's row.
/// </summary>
public static class NodeTimes
{
    /// <summary>Pure. What a decision has no room for is seen again by the next.</summary>
    public static IEnumerable<NodeTimeChange> Changes(
        ClusterFacts facts,
        ClusterPlan plan,
        IReadOnlyList<Row<NodeTime>> open,
        DateTimeOffset now,
        DateTimeOffset heardSince,
        ClusterTiming timing)
    {
        ClusterFacts decided = facts with { Running = Decided(facts, plan) };
        ClusterSnapshot snapshot = ClusterSnapshots.Make(decided, plan.Control, now, heardSince, timing);
        Dictionary<int, JobFacts> holders = ClusterSnapshots.Holders(decided);
        Dictionary<int, Row<NodeTime>> known = open.ToDictionary(row => row.Value.Ordinal);

        foreach ((Row<NodeFacts> node, NodeSnapshot state) in facts.Nodes.Zip(snapshot.Nodes))
        {
            known.Remove(node.Value.Ordinal, out Row<NodeTime>? row);
            JobFacts? holder = holders.GetValueOrDefault(node.Value.Ordinal);
            if (Change(node.Value, NodeUses.Of(state.Condition, holder), holder, row, now) is { } change)
                yield return change;
        }

        foreach (Row<NodeTime> gone in known.Values)
            yield return new NodeTimeChange(gone, Ended(gone.Value, Latest(gone.Value.Since, now)), Begun: null);
    }

    private static List<Row<JobFacts>> Decided(ClusterFacts facts, ClusterPlan plan)
    {
        Dictionary<string, JobChange> changes = plan.Changes.ToDictionary(change => change.After.Uid);
        IEnumerable<Row<JobFacts>> before = facts.Running.Where(job => !changes.ContainsKey(job.Value.Uid));
        return [.. before, .. changes.Values.Select(change => change.Before with { Value = change.After })];
    }

    private static NodeTimeChange? Change(NodeFacts node, NodeUse use, JobFacts? holder, Row<NodeTime>? row, DateTimeOffset now)
    {
        NodeTime before =
            row?.Value
            ?? new NodeTime
            {
                Ordinal = node.Ordinal,
                NodeId = node.NodeId,
                Use = NodeUse.Preparing,
                Since = node.KnownSince,
            };
        NodeTime after = new()
        {
            Ordinal = node.Ordinal,
            NodeId = node.NodeId,
            Use = use,
            Since = before.Since,
        };
        if (use == NodeUse.Running)
            after = after with { JobUid = holder!.Uid, Job = holder.Id };
        if (after == before)
            return row is null ? new NodeTimeChange(null, Ended: null, before) : null;

        // Never before what it follows: clocks step back, and what is known of a time may be older than the last stretch.
        DateTimeOffset at = Latest(before.Since, Happened(before, node, use, holder) is { } known && known < now ? known : now);
        return new NodeTimeChange(row, Ended(before, at), after with { Since = at });
    }

    /// <summary>When it happened, where the facts say so; a decision may come late.</summary>
    private static DateTimeOffset? Happened(NodeTime before, NodeFacts node, NodeUse use, JobFacts? holder) => use switch
    {
        NodeUse.Running => holder!.StartedAt,
        NodeUse.Idle when before.Use == NodeUse.Preparing => node.IdleSince,
        _ => null,
    };

    private static NodeTime? Ended(NodeTime before, DateTimeOffset at) => at > before.Since ? before with { Until = at } : null;

    private static DateTimeOffset Latest(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
