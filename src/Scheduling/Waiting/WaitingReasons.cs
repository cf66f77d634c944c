namespace BatchAi.Scheduling;

/// <summary>Explains why a job waits, from the same computation that decides.</summary>
public static class WaitingReasons
{
    /// <summary>The reason for one job of the queue.</summary>
    /// <param name="position">
    /// Place in the whole queue, from 1, if the caller knows it; only used for a job that the snapshot does not hold.
    /// </param>
    public static WaitingReason Explain(ClusterSnapshot seen, DateTimeOffset now, string jobUid, int? position = null)
    {
        if (seen.Deleting)
            return Reason(WaitingCode.ClusterDeleting);

        int index = IndexOf(seen.Waiting, jobUid);
        if (index is < 0 or >= SchedulingLimits.QueueWindow)
            return Beyond(seen, index < 0 ? position : index + 1);

        WaitingJob job = seen.Waiting[index];
        if (job.NodeCount > seen.Scale.Maximum)
            return Reason(WaitingCode.LargerThanCluster, $"needs {job.NodeCount} of at most {seen.Scale.Maximum}");

        DecisionSteps plan = new(seen, now);
        if (plan.Placement.Reservations.Any(gang => gang.JobUid == jobUid))
            return Reason(WaitingCode.Starting, $"on {job.NodeCount} nodes");

        return plan.Demand.Planned.TryGetValue(jobUid, out int ready) ? ForItsNodes(plan, job, ready) : ForOthers(plan, job);
    }

    /// <summary>Of a job that goes back to the queue once the nodes of its last attempt are free.</summary>
    public static WaitingReason BeforeItsNextAttempt(int nodes) => Reason(WaitingCode.WaitingForNodes, $"0/{nodes}");

    /// <summary>The job gets nodes without anything else ending.</summary>
    private static WaitingReason ForItsNodes(DecisionSteps plan, WaitingJob job, int ready)
    {
        CapacitySnapshot capacity = plan.Seen.Capacity;

        // Only gangs planned beyond what is on its way wait for a raise; earlier ones have their nodes coming.
        if (!plan.Demand.NeedsRaise(job.Uid))
            return Nodes(job, ready);

        if (plan.Now < capacity.BackoffUntil)
        {
            string until = $"until {capacity.BackoffUntil.Value.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}";
            return capacity.Refusal is { } refusal
                ? Reason(refusal.Code, $"{refusal.Text}; not asked again {until}")
                : Reason(WaitingCode.CapacityBackoff, until);
        }

        return capacity.InFlight && plan.Nodes.Leaving.Count > 0 ? Reason(WaitingCode.WaitingForNodeRemoval) : Nodes(job, ready);
    }

    /// <summary>The job waits until other jobs, nodes or clusters give way.</summary>
    private static WaitingReason ForOthers(DecisionSteps plan, WaitingJob job)
    {
        WaitingJob? blocked = plan.Demand.Blocked;
        bool impossible = plan.Placement.Impossible.Contains(job);
        if (!impossible && blocked is not null && blocked.Uid != job.Uid)
            return Reason(WaitingCode.BehindJob, blocked.Uid) with { BehindJobUid = blocked.Uid };

        int unclaimed = plan.Demand.Pool - plan.Demand.Nodes;
        if (job.NodeCount <= unclaimed + plan.Supply.GrowEver)
            return Reason(WaitingCode.WaitingForNodeRemoval);

        if (plan.QuotaIsShort && job.NodeCount <= (impossible ? plan.Supply.TotalWithoutQuota : unclaimed + plan.Supply.RoomNow))
            return Reason(WaitingCode.QuotaExhausted, plan.Seen.Capacity.QuotaText ?? $"{plan.Supply.GrowNow} more nodes allowed");

        return impossible && plan.Nodes.Unusable.Count > 0
            ? Reason(
                WaitingCode.NodesUnusable,
                $"needs {job.NodeCount} of at most {plan.Seen.Scale.Maximum}, {plan.Nodes.Unusable.Count} of which failed their set-up")
            : Nodes(job, Math.Min(job.NodeCount, plan.Demand.Ready));
    }

    private static WaitingReason Nodes(WaitingJob job, int ready) => Reason(WaitingCode.WaitingForNodes, $"{ready}/{job.NodeCount}");

    private static WaitingReason Beyond(ClusterSnapshot seen, int? position) => position is { } place
        ? Reason(WaitingCode.BeyondWindow, $"position {place}")
        : Reason(WaitingCode.BeyondWindow, $"after the first {seen.Waiting.Count}");

    private static WaitingReason Reason(WaitingCode code, string? detail = null) =>
        new(code, detail is null ? $"{code}" : $"{code} {detail}");

    private static int IndexOf(IReadOnlyList<WaitingJob> waiting, string jobUid)
    {
        for (int index = 0; index < waiting.Count; index++)
        {
            if (waiting[index].Uid == jobUid)
                return index;
        }

        return -1;
    }
}

/// <summary>Why a job waits, as shown to its owner.</summary>
/// <param name="Text">Begins with the code's name; one line.</param>
public sealed record WaitingReason(WaitingCode Code, string Text)
{
    /// <summary>The job it waits for, where it is one: its uid stands in the text.</summary>
    public string? BehindJobUid { get; init; }
}
