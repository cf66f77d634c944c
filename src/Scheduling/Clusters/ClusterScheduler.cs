namespace BatchAi.Scheduling;

/// <summary>
/// Decides what one cluster does next. Pure and total: the same snapshot and time give the same decision, in time
/// proportional to the queue's window and the nodes.
/// </summary>
public static class ClusterScheduler
{
    /// <summary>The decision for this moment. Committing it and deciding again, with nothing else changed, decides nothing more.</summary>
    public static ClusterDecision Decide(ClusterSnapshot seen, DateTimeOffset now)
    {
        DecisionSteps plan = new(seen, now);
        ClusterDecision decision = seen.Deleting ? Drain(plan) : Run(plan);
        return decision with { Why = Journal.Line(plan, decision) };
    }

    private static ClusterDecision Drain(DecisionSteps plan) => new()
    {
        Reservations = [],
        Evictions = plan.Evictions,
        Removals = [],
        WantedSize = plan.Seen.Capacity.AskedSize ?? plan.Nodes.Present,
    };

    private static ClusterDecision Run(DecisionSteps plan) => new()
    {
        Reservations = plan.Placement.Reservations,
        Evictions = plan.Evictions,
        Removals = plan.Sizing.Removals,
        WantedSize = plan.Sizing.WantedSize,
        Deadline = Deadline(plan),
        Unsettled = IsUnsettled(plan),
    };

    private static bool IsBackingOff(DecisionSteps plan) => plan.Sizing.Wish > 0 && plan.Now < plan.Seen.Capacity.BackoffUntil;

    private static DateTimeOffset? Deadline(DecisionSteps plan)
    {
        DateTimeOffset?[] waits = [plan.Sizing.NextExpiry, IsBackingOff(plan) ? plan.Seen.Capacity.BackoffUntil : null];
        return waits.Min();
    }

    private static bool IsUnsettled(DecisionSteps plan)
    {
        bool quotaMayHelp =
            plan.QuotaIsShort
            && (plan.Sizing.Wish > plan.Sizing.Raise || plan.Demand.Blocked is not null || plan.Placement.Impossible.Count > 0);

        // Nodes fall silent, appear and vanish without a ring.
        bool nodesMayChange = plan.Nodes.Present + plan.Nodes.Leaving.Count + plan.Nodes.Coming
            > plan.Nodes.Free.Count + plan.Nodes.Unusable.Count - plan.Placement.Reservations.Sum(gang => gang.Nodes.Count);

        return nodesMayChange || quotaMayHelp || plan.Sizing.Braked || plan.Seen.Capacity.AskedSize is null;
    }
}
