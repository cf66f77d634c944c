namespace BatchAi.Activities;

/// <summary>Makes the description of a cluster's scale set from its resource document.</summary>
public sealed class ScaleSetSpecs(FactStore facts, ITableStore store, INodeSizes sizes, INodeBootstrap bootstrap, ISecretStore secrets)
{
    public static string NameOf(string clusterUid) => $"bai-{clusterUid}";

    /// <summary>Null when the cluster is gone.</summary>
    public async Task<ScaleSetSpec?> MakeAsync(string clusterUid, CancellationToken cancellation)
    {
        if (await facts.SettingsAsync(clusterUid, cancellation) is not { Value: var settings }
            || await store.FindAsync<ClusterRow>(Tables.Resources, ResourceKeys.Partition(settings.Id.Workspace), ResourceKeys.Cluster(settings.Id), cancellation) is not { Value: var cluster })
        {
            return null;
        }

        if (!sizes.TryResolve(settings.VmSize, out NodeSize? size, out string? why))
            throw new InvalidOperationException($"Size {settings.VmSize} was accepted before and is not any more: {why}");

        Model.ImageReference? image = cluster.Properties.VirtualMachineConfiguration?.ImageReference;
        Model.UserAccountSettings? account = cluster.Properties.UserAccountSettings;
        IReadOnlyDictionary<string, string> values = await secrets.LoadAsync(clusterUid, cancellation);
        return new ScaleSetSpec(
            NameOf(clusterUid),
            settings.Location,
            size.Name,
            settings.LowPriority,
            new FleetImage(image?.Publisher ?? "Canonical", image?.Offer ?? "UbuntuServer", image?.Sku ?? "16.04-LTS", image?.Version ?? "latest", image?.VirtualMachineImageId),
            account?.AdminUserName ?? "batchai",
            account?.AdminUserSshPublicKey,
            values.GetValueOrDefault(Model.SecretSlots.AdminPassword),
            cluster.Properties.Subnet?.Id,
            bootstrap.CustomDataFor(clusterUid),
            new Dictionary<string, string> { ["batchai-cluster"] = settings.Id.ArmId });
    }
}
