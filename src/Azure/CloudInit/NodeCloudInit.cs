using System.Text.Json;
using BatchAi.Services;

namespace BatchAi.AzureAdapters;

/// <summary>
/// Turns a fresh Ubuntu machine into a node: the wall round the metadata service and the agent as services, and with the agent the user
/// of the jobs. What volumes are mounted with is installed when one is mounted.
/// </summary>
public sealed class NodeCloudInit(NodeCloudInitOptions options) : INodeBootstrap
{
    private const string Programs = "/usr/local/lib/batchai";
    private const string Settings = "/etc/batchai";
    private const string Units = "/etc/systemd/system";

    /// <summary>The user that jobs run as; <c>prepare-node.sh</c> makes it.</summary>
    private const string JobUser = "batchai-job";

    public string CustomDataFor(string clusterUid) => CloudConfig.Of(
        [
            new CloudFile.Value($"{Settings}/agent.json", AgentConfigurationOf(clusterUid)),
            new CloudFile.Value($"{Settings}/endpoint", options.PublicBaseUrl.AbsoluteUri),
            new CloudFile.Value($"{Settings}/agent-source/uri", options.AgentUri.AbsoluteUri),
            new CloudFile.Value($"{Settings}/agent-source/sha256", options.AgentSha256.ToLowerInvariant()),
            new CloudFile.Value($"{Settings}/agent-source/identity-client-id", options.IdentityClientId),
            new CloudFile.Fixed($"{Programs}/prepare-node", "prepare-node.sh", Executable: true),
            new CloudFile.Fixed(CloudConfig.PackageInstaller, "install-packages.sh", Executable: true),
            new CloudFile.Fixed($"{Programs}/protect-metadata", "protect-metadata.sh", Executable: true),
            new CloudFile.Fixed($"{Programs}/install-agent", "install-agent.sh", Executable: true),
            new CloudFile.Fixed($"{Units}/batchai-metadata.service", "batchai-metadata.service", Executable: false),
            new CloudFile.Fixed($"{Units}/batchai-agent.service", "batchai-agent.service", Executable: false),
            new CloudFile.Fixed(CloudConfig.AtEveryBoot, "start-node.sh", Executable: true),
        ],
        [[CloudConfig.AtEveryBoot]]);

    private string AgentConfigurationOf(string clusterUid)
    {
        Dictionary<string, string> azure = new() { ["identityClientId"] = options.IdentityClientId };
        if (options.StorageAccountName is { } account)
            azure["storageAccount"] = account;
        if (options.StorageSuffix is { } suffix)
            azure["storageSuffix"] = suffix;

        return JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["clusterUid"] = clusterUid,
            ["endpointFile"] = $"{Settings}/endpoint",
            ["sharedDirectory"] = "/mnt/batch/tasks/shared/LS_root/shared",
            ["jobUser"] = JobUser,
            ["azure"] = azure,
        });
    }
}
