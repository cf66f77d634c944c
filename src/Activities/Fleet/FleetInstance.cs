namespace BatchAi.Activities;

/// <summary>One machine as the cloud lists it. A failed provisioning state is not a failed machine.</summary>
/// <param name="VmId">What the machine knows itself by, never given twice; null when the cloud does not say.</param>
public sealed record FleetInstance(string InstanceId, string ProvisioningState, DateTimeOffset? CreatedAt, string? VmId = null);
