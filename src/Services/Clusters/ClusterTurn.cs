using BatchAi.State;

namespace BatchAi.Services;

/// <summary>Input of one turn of a cluster's orchestration.</summary>
/// <param name="Report">What came of the fleet work of the turn before.</param>
/// <param name="PolledAt">When the write under way was last asked about.</param>
/// <param name="Continued">False for the first turn of a generation, which takes over and looks after every attempt.</param>
public sealed record ClusterTurn(
    string ClusterUid,
    int Generation,
    FleetReport? Report = null,
    DateTimeOffset? PolledAt = null,
    bool Continued = false);

/// <summary>What came of fleet work.</summary>
/// <param name="Fence">The decision that asked for it.</param>
/// <param name="Outcome">For writes and polls.</param>
/// <param name="Observation">For observations.</param>
public sealed record FleetReport(FleetAction Action, long Fence, FleetOutcome? Outcome, FleetObservation? Observation, DateTimeOffset At);

/// <summary>What a successful reading of a scale set showed.</summary>
/// <param name="Capacity">Its size; null when there is no such scale set.</param>
public sealed record FleetObservation(int? Capacity, int Instances, FleetQuota? Quota);
