namespace BatchAi.Activities;

/// <summary>What came of fleet work.</summary>
/// <param name="Fence">The decision that asked for it.</param>
/// <param name="Outcome">For writes and polls.</param>
/// <param name="Observation">For observations.</param>
public sealed record FleetReport(FleetAction Action, long Fence, FleetOutcome? Outcome, FleetObservation? Observation, DateTimeOffset At);
