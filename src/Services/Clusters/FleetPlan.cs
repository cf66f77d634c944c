using BatchAi.Scheduling;
using BatchAi.State;

namespace BatchAi.Services;

/// <summary>Chooses the one piece of fleet work to do now.</summary>
internal static class FleetPlan
{
    /// <summary>Null: nothing.</summary>
    public static FleetWork? Next(
        ClusterFacts facts,
        ClusterSnapshot snapshot,
        ClusterDecision decision,
        ClusterControl control,
        ClusterTurn turn,
        long fence,
        DateTimeOffset now,
        ClusterTiming timing)
    {
        if (control.InFlight is { } work)
            return Follow(work, turn, now, timing);

        bool blocked = control.BackoffUntil > now;
        FleetWork New(FleetAction action, int size = 0, IReadOnlyList<int>? ordinals = null) =>
            new(action, fence, size, control.AskedSize, ordinals ?? [], now);

        if (snapshot.Deleting && facts.Running.Count == 0 && facts.Waiting.Count == 0)
            return control.ScaleSetGone || blocked ? null : New(FleetAction.Delete);
        if (!control.ScaleSetReady && !snapshot.Deleting && !blocked && control.ObservedAt is null && control.Problem is null)
            return New(FleetAction.Create);
        if (control.ObservedAt is not { } observed)
            return New(FleetAction.Observe);
        if (!control.ScaleSetReady)
            return snapshot.Deleting || blocked ? null : New(FleetAction.Create);

        // Nothing is under way and they are still listed: the order to remove them was lost or refused. Nobody else
        // would ever ask for them again.
        IReadOnlyList<int> removals = blocked ? decision.Removals : [.. decision.Removals.Union(control.Leaving).Order()];
        if (removals.Count > 0)
            return New(FleetAction.Remove, ordinals: removals);
        if (decision.WantedSize > control.AskedSize && !blocked)
            return ClusterSnapshots.Fresh(control.Quota, now, timing) is null
                ? New(FleetAction.Observe)
                : New(FleetAction.Raise, decision.WantedSize);

        bool quiet =
            snapshot.Nodes.Any(node => node.HasMissedCalls || node.Condition is NodeCondition.Unclear or NodeCondition.Lost)
            && observed + timing.LookAgain <= now;
        bool stale = (facts.Nodes.Count > 0 || control.AskedSize > 0) && observed + timing.Observe <= now;
        return quiet || stale || snapshot.Nodes.Any(node => node.EvictionNoticed && observed < node.LastHeard)
            ? New(FleetAction.Observe)
            : null;
    }

    /// <summary>The control row once the work is under way.</summary>
    public static ClusterControl Begun(ClusterControl control, FleetWork work) =>
        work.Action switch
        {
            FleetAction.Remove => control with { InFlight = work, Leaving = [.. control.Leaving.Union(work.Ordinals).Order()] },
            FleetAction.Raise => control with
            {
                InFlight = work,
                Quota = control.Quota is { } quota
                    ? quota with
                    {
                        NodesLeft = Math.Max(0, quota.NodesLeft - (work.Size - work.Seen)),
                    }
                    : null,
            },
            _ => control with { InFlight = work },
        };

    public static DateTimeOffset PollDueAt(FleetWork work, ClusterTurn turn, ClusterTiming timing) =>
        (turn.PolledAt ?? work.Since) + timing.Poll;

    private static FleetWork? Follow(FleetWork work, ClusterTurn turn, DateTimeOffset now, ClusterTiming timing)
    {
        // A timer may fire almost a second early; a poll that is almost due is as good as due.
        if (work.OperationUrl is not null)
            return
                turn.Report?.Outcome is not FleetOutcome.Started && PollDueAt(work, turn, timing) <= now + TimeSpan.FromMilliseconds(50)
                ? work with
                {
                    Action = FleetAction.Poll,
                }
                : null;

        // Begun, but what came of it was not recorded: a new generation, or an orchestrator that lost its turn. Look
        // instead of asking twice.
        bool lost = !turn.Continued || work.Since + timing.Unrecorded <= now;
        return lost ? work with { Action = FleetAction.Observe } : null;
    }
}
