namespace BatchAi.Activities;

/// <summary>Input of one turn of a cluster's orchestration.</summary>
/// <param name="Report">What came of the fleet work of the turn before.</param>
/// <param name="PolledAt">When the write under way was last asked about.</param>
/// <param name="Continued">False for the first turn of a generation, which takes over and looks after every attempt.</param>
public sealed record ClusterTurn(string ClusterUid, int Generation, FleetReport? Report = null, DateTimeOffset? PolledAt = null, bool Continued = false);
