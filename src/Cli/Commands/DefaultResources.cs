using System.Text.Json;
using System.Text.Json.Nodes;
using BatchAi.Model;

namespace BatchAi.Cli;

/// <summary>Makes on first use what a newcomer has not made: the workspace, experiment and cluster named <c>default</c>.</summary>
internal sealed class DefaultResources(Session session, string vmSize)
{
    /// <summary>Of workspaces that name none.</summary>
    public const string Location = "eastus";

    /// <summary>CPU nodes: on one machine several of them share it.</summary>
    public const string VmSize = "Standard_D2_v2";

    private const int MaximumNodes = 4;

    /// <summary>Makes the workspace if it is the default one; and the experiment, if it is or the job file named it.</summary>
    public async Task EnsureFoldersAsync(ExperimentId experiment, bool namedByFile, CancellationToken cancellation)
    {
        if (
            session.Workspace.Name == GlobalOptions.DefaultName
            && await session.Client.FindAsync(session.Workspace.ArmId, cancellation) is null)
            await MakeAsync(
                $"workspace {session.Workspace.Name}",
                session.Workspace.ArmId,
                new JsonObject { ["location"] = Location },
                cancellation);
        if (
            (namedByFile || experiment.Name == GlobalOptions.DefaultName)
            && await session.Client.FindAsync(experiment.ArmId, cancellation) is null)
            await MakeAsync($"experiment {experiment.Name}", experiment.ArmId, body: null, cancellation);
    }

    /// <summary>The cluster; null when it is the default one and not there yet.</summary>
    /// <exception cref="CliException">A cluster that the user named does not exist.</exception>
    public async Task<WireResource<ClusterProperties>?> FindClusterAsync(CancellationToken cancellation)
    {
        if (await session.Client.FindAsync(session.Cluster.ArmId, cancellation) is { } raw)
            return BatchAiClient.Cluster(raw);
        if (IsDefault)
            return null;

        throw new CliException(
            ExitCodes.NotFound,
            $"there is no cluster {session.Cluster.Name}; make it with: batchai cluster create {session.Cluster.Name}");
    }

    /// <summary>A cluster that grows to what the job needs and back to nothing.</summary>
    public Task MakeClusterAsync(int nodes, JsonObject? volumes, CancellationToken cancellation)
    {
        int maximum = Math.Max(MaximumNodes, nodes);
        var properties = new JsonObject
        {
            ["vmSize"] = vmSize,
            ["scaleSettings"] = ClusterCommands.AutoScale(0, maximum, idle: null),
            ["userAccountSettings"] = new JsonObject { ["adminUserName"] = session.Environment.AdminUserName },
        };
        if (volumes is not null)
            properties["nodeSetup"] = new JsonObject { ["mountVolumes"] = volumes };
        return MakeAsync(
            $"cluster {session.Cluster.Name}: 0 to {maximum} nodes of size {vmSize}",
            session.Cluster.ArmId,
            new JsonObject { ["properties"] = properties },
            cancellation);
    }

    /// <summary>The default cluster is ours: it grows with the largest job. Others stay as they are.</summary>
    public async Task RaiseMaximumAsync(ClusterProperties cluster, int nodes, CancellationToken cancellation)
    {
        if (!IsDefault || cluster.ScaleSettings?.AutoScale is not { } scale || scale.MaximumNodeCount >= nodes)
            return;

        var body = new JsonObject
        {
            ["properties"] = new JsonObject
            {
                ["scaleSettings"] = ClusterCommands.AutoScale(scale.MinimumNodeCount ?? 0, nodes, idle: null),
            },
        };
        await session.Client.PatchAsync(session.Cluster.ArmId, body, cancellation);
        await session.Error.WriteLineAsync($"raised the maximum of cluster {session.Cluster.Name} to {nodes} nodes");
    }

    private bool IsDefault => session.Cluster.Name == GlobalOptions.DefaultName;

    private async Task<JsonElement> MakeAsync(string what, string path, JsonObject? body, CancellationToken cancellation)
    {
        JsonElement made = await session.Client.PutAsync(path, body, cancellation);
        await session.Error.WriteLineAsync($"made {what}");
        return made;
    }
}
