using BatchAi.State;

namespace BatchAi.Services;

/// <summary>Makes the description of a cluster's scale set from its resource document.</summary>
public sealed class ScaleSetSpecs(FactStore facts, ITableStore store, INodeBootstrap bootstrap, ISecretStore secrets)
{
    public static string NameOf(string clusterUid) => $"bai-{clusterUid}";

    /// <summary>Null when the cluster is gone.</summary>
    public async Task<ScaleSetSpec?> MakeAsync(string clusterUid, CancellationToken cancellation)
    {
        if (
            await facts.SettingsAsync(clusterUid, cancellation) is not { Value: var settings }
            || await store.FindAsync<ClusterRow>(
                Tables.Resources,
                ResourceKeys.Partition(settings.Id.Workspace),
                ResourceKeys.Cluster(settings.Id),
                cancellation)
                is not { Value: var cluster })
        {
            return null;
        }

        Model.UserAccountSettings? account = cluster.Properties.UserAccountSettings;
        IReadOnlyDictionary<string, string> values = await secrets.LoadAsync(clusterUid, cancellation);
        return new ScaleSetSpec(
            NameOf(clusterUid),
            settings.Location,
            settings.VmSize,
            settings.LowPriority,
            cluster.Image ?? FleetImage.Of(cluster.Properties),
            account?.AdminUserName ?? "batchai",
            account?.AdminUserSshPublicKey,
            values.GetValueOrDefault(Model.SecretSlots.AdminPassword),
            cluster.Properties.Subnet?.Id,
            bootstrap.CustomDataFor(clusterUid),
            Tags(settings));
    }

    /// <summary>Whose machines these are, for people who look at the bill; a value may have 256 characters.</summary>
    private static Dictionary<string, string> Tags(ClusterSettings settings)
    {
        string id = settings.Id.ArmId;
        return new()
        {
            ["product"] = "BatchAiFunctions",
            ["batchai-cluster-uid"] = settings.Uid,
            ["batchai-cluster"] = id.Length <= 256 ? id : id[..256],
        };
    }
}
