namespace BatchAi.Scheduling;

/// <summary>Says in one line what was decided.</summary>
internal static class Journal
{
    private const int ListedNodes = 8;

    /// <summary>Null when nothing was decided.</summary>
    public static string? Line(DecisionSteps plan, ClusterDecision decision)
    {
        IEnumerable<string> parts =
        [
            .. decision.Reservations.Select(gang => $"start {gang.JobUid} on {List(gang.Nodes)}"),
            .. decision.Evictions.Select(eviction => $"{(eviction.Requeue ? "requeue" : "stop")} {eviction.JobUid}: {eviction.Why}"),
            .. Removals(plan, decision),
            .. Raise(plan, decision),
        ];
        string line = string.Join("; ", parts);
        return line.Length == 0 ? null : line;
    }

    private static IEnumerable<string> Removals(DecisionSteps plan, ClusterDecision decision)
    {
        HashSet<int> lost = [.. plan.Nodes.LostNow];
        HashSet<int> wornOut = [.. plan.Nodes.Lost.Where(node => node.Condition == NodeCondition.WornOut).Select(node => node.Ordinal)];
        HashSet<int> doomed = [.. plan.Surplus.Doomed];
        foreach (IGrouping<string, int> group in decision.Removals.GroupBy(ordinal =>
            wornOut.Contains(ordinal) ? "worn out"
            : lost.Contains(ordinal) ? "lost"
            : doomed.Contains(ordinal) ? $"more than {plan.Seen.Scale.Maximum}"
            : "idle"))
        {
            yield return $"remove {List([.. group])} ({group.Key})";
        }
    }

    private static IEnumerable<string> Raise(DecisionSteps plan, ClusterDecision decision)
    {
        if (plan.Sizing.Raise > 0 && !plan.Seen.Deleting)
            yield return $"raise {plan.Seen.Capacity.AskedSize} to {decision.WantedSize} "
                + $"({(plan.Demand.Nodes > plan.Demand.Pool ? $"{plan.Demand.Planned.Count} waiting" : "minimum")})";
    }

    private static string List(IReadOnlyList<int> nodes) =>
        nodes.Count <= ListedNodes ? string.Join(',', nodes) : $"{nodes.Count} nodes";
}
