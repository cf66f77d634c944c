using BatchAi.State;

namespace BatchAi.Services;

/// <summary>
/// Looks once more after a cluster was put to rest: a fact that was written before its writer saw the cluster at rest
/// would wait for the watchdog otherwise. Waking twice starts one generation.
/// </summary>
public sealed class CheckRest(FactStore facts, Bells bells, ControlPlane controlPlane, ClusterTiming timing, TimeProvider clock)
{
    public async Task RunAsync(ClusterTurn turn, CancellationToken cancellation)
    {
        if (
            await facts.LoadAsync(turn.ClusterUid, cancellation) is { } seen
            && !ClusterPlan
                .Make(seen, turn with { Report = null }, clock.GetUtcNow(), await controlPlane.HealthySinceAsync(cancellation), timing)
                .Rests)
        {
            await bells.WakeClusterAsync(turn.ClusterUid, cancellation);
        }
    }
}
