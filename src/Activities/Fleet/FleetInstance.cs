namespace BatchAi.Activities;

/// <summary>One machine as the cloud lists it. A failed provisioning state is not a failed machine.</summary>
public sealed record FleetInstance(string InstanceId, string ProvisioningState, DateTimeOffset? CreatedAt);
