namespace BatchAi.Activities;

/// <summary>What a successful reading of a scale set showed.</summary>
/// <param name="Capacity">Its size; null when there is no such scale set.</param>
public sealed record FleetObservation(int? Capacity, int Instances, FleetQuota? Quota);
