using BatchAi.Activities;
using BatchAi.Services;
using BatchAi.State;

namespace BatchAi.Orchestrations;

/// <summary>The steps of a cluster's story.</summary>
internal static class ClusterSteps
{
    extension(OrchestrationContext context)
    {
        public Task<ClusterStep> Reconcile(ClusterTurn turn) => context.Call<Reconcile, ClusterTurn, ClusterStep>(turn);

        /// <summary>Null when there is no fleet work now.</summary>
        public async Task<FleetReport?> WorkOnFleet(ClusterTurn turn, ClusterStep step) =>
            step.Fleet is { } work ? await context.Call<WorkOnFleet, FleetOrder, FleetReport>(new FleetOrder(turn.ClusterUid, work)) : null;
    }

    /// <summary>
    /// The next turn of the same generation. A decision that lost its race has not taken in the last report: the next
    /// one gets it again.
    /// </summary>
    public static ClusterTurn Next(this ClusterTurn turn, ClusterStep step, FleetReport? report) =>
        turn with
        {
            Continued = true,
            Report = report ?? (step.Again ? turn.Report : null),
            PolledAt = report is { Action: not FleetAction.Observe } ? report.At : turn.PolledAt,
        };
}
