namespace BatchAi.Activities;

/// <summary>This running control plane.</summary>
/// <param name="HealthySince">Since when nodes could reach it: silence before counts for nothing.</param>
public sealed record ControlPlane(DateTimeOffset HealthySince);
