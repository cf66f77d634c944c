using BatchAi.State;

namespace BatchAi.Services;

/// <summary>Takes what came of fleet work into the control row.</summary>
internal static class FleetReports
{
    public static ClusterControl TakeIn(
        ClusterControl control,
        ClusterTurn turn,
        ClusterFacts facts,
        DateTimeOffset now,
        ClusterTiming timing)
    {
        HashSet<int> present = [.. facts.Nodes.Select(node => node.Value.Ordinal)];
        if (control.Leaving.Any(ordinal => !present.Contains(ordinal)))
            control = control with { Leaving = [.. control.Leaving.Where(present.Contains)] };

        return turn.Report switch
        {
            { Observation: { } seen } report => Observed(control, seen, report, now, timing) with
            {
                InitialReached = control.InitialReached || seen.Capacity >= Initial(facts),
            },
            { Outcome: { } outcome } report when report.Fence == control.InFlight?.Fence => Came(
                control,
                control.InFlight,
                outcome,
                now,
                timing),
            _ => control,
        };
    }

    private static int Initial(ClusterFacts facts) => facts.Settings.Value.Scale.AutoScale?.InitialNodeCount ?? 0;

    private static ClusterControl Came(
        ClusterControl control,
        FleetWork work,
        FleetOutcome outcome,
        DateTimeOffset now,
        ClusterTiming timing) =>
        outcome switch
        {
            FleetOutcome.Started started => control with { InFlight = work with { OperationUrl = started.OperationUrl } },
            FleetOutcome.Completed => Succeeded(control, work),
            FleetOutcome.Nothing when work.Action is FleetAction.Delete or FleetAction.Create => Succeeded(control, work),
            FleetOutcome.Nothing => control with { InFlight = null, ObservedAt = null },
            FleetOutcome.Refused refused => Refused(control, refused, now, timing),
            _ => throw new InvalidOperationException($"Unknown outcome {outcome}"),
        };

    private static ClusterControl Succeeded(ClusterControl control, FleetWork work)
    {
        ClusterControl done = control with { InFlight = null, BackoffUntil = null, Refusals = 0, Problem = null };
        return work.Action switch
        {
            FleetAction.Create => done with { ScaleSetReady = true, ObservedAt = null },
            FleetAction.Delete => done with { ScaleSetReady = false, ScaleSetGone = true, AskedSize = 0, Leaving = [] },
            _ => done with { ObservedAt = null },
        };
    }

    private static ClusterControl Refused(ClusterControl control, FleetOutcome.Refused refused, DateTimeOffset now, ClusterTiming timing)
    {
        int refusals = control.Refusals + 1;
        return control with
        {
            InFlight = null,
            ObservedAt = null,
            Refusals = refusals,
            BackoffUntil = now + timing.BackoffAfter(refusals),
            Problem = new FleetProblem(refused.Refusal, refused.Code, refused.Message, now),
        };
    }

    /// <summary>A reading also heals a write whose answer was never recorded: what it did shows in the size.</summary>
    private static ClusterControl Observed(
        ClusterControl control,
        FleetObservation seen,
        FleetReport report,
        DateTimeOffset now,
        ClusterTiming timing)
    {
        bool heals =
            control.InFlight is { OperationUrl: null } work && (work.Fence == report.Fence || work.Since + timing.Unrecorded <= now);
        FleetWork? inFlight = heals ? null : control.InFlight;
        return control with
        {
            InFlight = inFlight,
            ObservedAt = report.At,
            ScaleSetReady = seen.Capacity is not null,
            AskedSize = seen.Capacity ?? 0,
            Quota = seen.Quota ?? control.Quota,
        };
    }
}
