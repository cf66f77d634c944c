namespace BatchAi.Activities;

/// <summary>A scale set as it was read.</summary>
public sealed record ScaleSetState(string Name, int Capacity, string ProvisioningState, string? ETag);
