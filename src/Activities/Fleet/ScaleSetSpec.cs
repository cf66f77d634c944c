namespace BatchAi.Activities;

/// <summary>What a cluster's scale set is made from.</summary>
/// <param name="Name">Name in the nodes' resource group: <c>bai-{cluster uid}</c>.</param>
/// <param name="VmSize">The size actually used, after retired names were mapped.</param>
/// <param name="CustomData">Plain text; encoded by the adapter.</param>
public sealed record ScaleSetSpec(string Name, string Location, string VmSize, bool LowPriority, FleetImage Image, string AdminUserName, string? AdminSshKey, string? AdminPassword, string? SubnetId, string CustomData, IReadOnlyDictionary<string, string> Tags);
