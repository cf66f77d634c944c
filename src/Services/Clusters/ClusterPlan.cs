using BatchAi.Model;
using BatchAi.Scheduling;
using BatchAi.State;

namespace BatchAi.Services;

/// <summary>One decision about a cluster, made from its facts alone.</summary>
/// <param name="Control">The control row as it should be, its fence not yet raised.</param>
/// <param name="Changes">Job rows to change, at most <see cref="MaxChanges"/>.</param>
/// <param name="Deadline">
/// When to decide again although nobody rings; null when there is no such moment. What has none, the watchdog looks at
/// each round (<see cref="AsksForSomething"/>).
/// </param>
/// <param name="Rests">There is nothing to do until somebody wakes the cluster.</param>
/// <param name="Why">For the journal; null when nothing was decided.</param>
public sealed record ClusterPlan(
    ClusterControl Control,
    IReadOnlyList<JobChange> Changes,
    FleetWork? Fleet,
    DateTimeOffset? Deadline,
    bool Rests,
    bool Again,
    string? Why)
{
    /// <summary>
    /// Job rows one decision changes at most: two writes each, and control and journal, stay within the 100 entities of
    /// a transaction.
    /// </summary>
    public const int MaxChanges = 48;

    /// <summary>
    /// How many changes of the ledger the decision's transaction has room for: at least one, so that all are written
    /// one day.
    /// </summary>
    public int RoomForTimes => (StoreLimits.MaxWrites - 2 - Changes.Sum(change => change.Writes.Count)) / NodeTimeChange.MostWrites;

    /// <summary>Whether a turn on these facts would change or do anything.</summary>
    /// <param name="times">What the ledger lacks.</param>
    public bool AsksForSomething(ClusterFacts facts, IEnumerable<NodeTimeChange> times) =>
        Changes.Count > 0
        || times.Any()
        || Fleet is not null
        || Rests == facts.Control.Value.Awake
        || RowJson.Write(Control) != RowJson.Write(facts.Control.Value);

    /// <summary>Pure: the same facts give the same plan.</summary>
    public static ClusterPlan Make(
        ClusterFacts facts,
        ClusterTurn turn,
        DateTimeOffset now,
        DateTimeOffset heardSince,
        ClusterTiming timing)
    {
        ClusterControl control = Registrations.Seen(FleetReports.TakeIn(facts.Control.Value, turn, facts, now, timing), facts);
        ClusterSnapshot snapshot = ClusterSnapshots.Make(facts, control, now, heardSince, timing);
        ClusterDecision decision = ClusterScheduler.Decide(snapshot, now);

        long fence = control.Fence + 1;
        List<JobChange> changes = [.. JobChanges.Of(facts, decision, fence, now)];
        FleetWork? fleet = FleetPlan.Next(facts, snapshot, decision, control, turn, fence, now, timing);
        if (fleet is { Action: not (FleetAction.Poll or FleetAction.Observe) })
            control = FleetPlan.Begun(control, fleet);
        if (fleet is { Action: FleetAction.Remove })
            control = Registrations.GivenUp(control, fleet.Ordinals, facts, snapshot, now, timing);

        if (fleet is null && HasWhatItWanted(control, facts, snapshot))
            control = control with { Problem = null };
        control = WithAllocation(control, snapshot, decision, now) with { Starting = IsStarting(facts, snapshot, decision, control) };
        DateTimeOffset?[] deadlines =
        [
            decision.Deadline,
            control.InFlight is { OperationUrl: not null } work ? FleetPlan.PollDueAt(work, turn, timing) : null,
        ];
        bool rests = IsAtRest(facts, snapshot, decision, control, fleet) && changes.Count == 0;
        return new ClusterPlan(
            control,
            [.. changes.Take(MaxChanges)],
            fleet,
            deadlines.Min(),
            rests,
            changes.Count > MaxChanges,
            Explain(decision, fleet));
    }

    /// <summary>
    /// A reading shows all that is wanted: what was refused has come another way (a doubled call of which one went
    /// through) or is wanted no more. The refusals still count for the back-off.
    /// </summary>
    private static bool HasWhatItWanted(ClusterControl control, ClusterFacts facts, ClusterSnapshot snapshot) =>
        control is { ScaleSetReady: true, ObservedAt: not null, InFlight: null, Leaving: [] }
        && !snapshot.Deleting
        && facts.Waiting.Count == 0
        && control.AskedSize >= snapshot.Scale.Minimum;

    private static bool IsStarting(ClusterFacts facts, ClusterSnapshot snapshot, ClusterDecision decision, ClusterControl control)
    {
        bool nodesAreComing = control.InFlight is { Action: FleetAction.Create or FleetAction.Raise }
            || control.AskedSize > facts.Nodes.Count
            || snapshot.Nodes.Any(node => node.Condition == NodeCondition.Preparing);
        return decision.Reservations.Count > 0
            || facts.Running.Any(job => job.Value is { Phase: < JobPhase.Launch, Stop: null })
            || (snapshot.Waiting.Count > 0 && nodesAreComing);
    }

    private static ClusterControl WithAllocation(
        ClusterControl control,
        ClusterSnapshot snapshot,
        ClusterDecision decision,
        DateTimeOffset now)
    {
        // Before the first reading, and between a write and the next one, nothing is known that could change what is shown.
        if (control is { ObservedAt: null, InFlight: null or { Action: FleetAction.Create } })
            return control;

        bool moving = control.InFlight is { Action: FleetAction.Raise or FleetAction.Remove or FleetAction.Delete }
            || control.Leaving.Count > 0
            || decision.WantedSize != control.AskedSize
            || snapshot.Nodes.Any(node => node.Condition == NodeCondition.Preparing);
        AllocationState state = moving ? AllocationState.Resizing : AllocationState.Steady;
        return state == control.AllocationState ? control : control with { AllocationState = state, AllocationChangedAt = now };
    }

    private static bool IsAtRest(
        ClusterFacts facts,
        ClusterSnapshot snapshot,
        ClusterDecision decision,
        ClusterControl control,
        FleetWork? fleet) =>
        facts.Running.Count == 0
        && facts.Waiting.Count == 0
        && fleet is null
        && control.InFlight is null
        && (snapshot.Deleting ? control.ScaleSetGone : IsSteady(facts, snapshot, decision, control));

    /// <summary>Not asked of a cluster whose scale set is gone: what its rows say of nodes is read from the cloud no more.</summary>
    private static bool IsSteady(ClusterFacts facts, ClusterSnapshot snapshot, ClusterDecision decision, ClusterControl control) =>
        control.ObservedAt is not null
        && decision is { Deadline: null, Unsettled: false }
        && decision.WantedSize == control.AskedSize
        && facts.Nodes.Count >= control.AskedSize
        && snapshot.Nodes.All(node => node.Condition is NodeCondition.Ready or NodeCondition.Unusable);

    private static string? Explain(ClusterDecision decision, FleetWork? fleet) => (decision.Why, fleet?.Action) switch
    {
        ({ } why, _) => why,
        (null, FleetAction.Create) => "makes the scale set",
        (null, FleetAction.Delete) => "deletes the scale set",
        (null, FleetAction.Remove) => $"remove {string.Join(", ", fleet!.Ordinals)} again (still listed)",
        _ => null,
    };
}
