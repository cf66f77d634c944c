namespace BatchAi.Activities;

/// <summary>What a turn of a cluster's orchestration does after its decision.</summary>
/// <param name="Ended">This generation has nothing more to decide.</param>
/// <param name="CheckRest">It went to rest just now: look once more whether there is work after all.</param>
/// <param name="Attend">Attempts whose orchestrations are to be started or rung.</param>
/// <param name="Fleet">The one piece of fleet work to do now.</param>
/// <param name="Deadline">When to decide again although nobody rings; null when only a ring, or the watchdog, can change anything.</param>
/// <param name="Again">Something moved during the decision: decide again at once.</param>
public sealed record ClusterStep(bool Ended, bool CheckRest, IReadOnlyList<JobTurn> Attend, FleetWork? Fleet, DateTimeOffset? Deadline, bool Again);
