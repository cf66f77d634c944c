namespace BatchAi.Activities;

/// <summary>What a turn of a cluster's orchestration does after its decision.</summary>
/// <param name="Ended">This generation has nothing more to decide.</param>
/// <param name="Fleet">The one piece of fleet work to do now.</param>
/// <param name="Deadline">When to decide again although nobody rings; null when only a ring, or the watchdog, can change anything.</param>
/// <param name="Again">Something moved during the decision: decide again at once.</param>
public sealed record ClusterStep(bool Ended, FleetWork? Fleet, DateTimeOffset? Deadline, bool Again)
{
    public static ClusterStep End { get; } = new(Ended: true, Fleet: null, Deadline: null, Again: false);
}
