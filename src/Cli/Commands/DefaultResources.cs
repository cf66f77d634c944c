using System.Text.Json;
using System.Text.Json.Nodes;
using BatchAi.Model;

namespace BatchAi.Cli;

/// <summary>Makes on first use what a newcomer has not made: the workspace, experiment and cluster named <c>default</c>.</summary>
internal sealed class DefaultResources(Session session, string vmSize, LargeCluster large)
{
    /// <summary>Of workspaces that name none.</summary>
    public const string Location = "eastus";

    /// <summary>CPU nodes: on one machine several of them share it.</summary>
    public const string VmSize = "Standard_D2_v2";

    /// <summary>Of a default cluster, unless a job needs more.</summary>
    public const int MaximumNodes = 4;

    /// <summary>Makes the workspace if it is the default one; and the experiment, if it is or the job file named it.</summary>
    public async Task EnsureFoldersAsync(ExperimentId experiment, bool namedByFile, CancellationToken cancellation)
    {
        if (
            session.Workspace.Name == GlobalOptions.DefaultName
            && await session.Client.FindAsync(session.Workspace.ArmId, cancellation) is null)
            await MakeFolderAsync(
                $"workspace {session.Workspace.Name}",
                session.Workspace.ArmId,
                new JsonObject { ["location"] = Location },
                cancellation);
        if (
            (namedByFile || experiment.Name == GlobalOptions.DefaultName)
            && await session.Client.FindAsync(experiment.ArmId, cancellation) is null)
            await MakeFolderAsync($"experiment {experiment.Name}", experiment.ArmId, body: null, cancellation);
    }

    /// <summary>The cluster; null when it is the default one and not there yet.</summary>
    /// <exception cref="CliException">A cluster that the user named does not exist.</exception>
    public async Task<Versioned?> FindClusterAsync(CancellationToken cancellation)
    {
        // At the version that shows all scale settings: what is not seen could not be kept when the maximum is raised.
        if (await session.Client.FindVersionedAsync(session.Cluster.ArmId, cancellation, BatchAiClient.NewApiVersion) is { } found)
            return found;
        if (IsDefault)
            return null;

        throw new CliException(
            ExitCodes.NotFound,
            $"there is no cluster {session.Cluster.Name}; make it with: batchai cluster create {session.Cluster.Name}");
    }

    /// <summary>A cluster that grows to what the job needs and back to nothing.</summary>
    /// <exception cref="RequestRefusedException">412: another client made it meanwhile.</exception>
    public async Task MakeClusterAsync(int nodes, JsonObject? volumes, CancellationToken cancellation)
    {
        await large.RequireAgreementAsync(nodes, cancellation);
        int maximum = Math.Max(MaximumNodes, nodes);
        var properties = new JsonObject
        {
            ["vmSize"] = vmSize,
            ["scaleSettings"] = ClusterCommands.AutoScale(0, maximum, idle: null),
            ["userAccountSettings"] = new JsonObject { ["adminUserName"] = session.Environment.AdminUserName },
        };
        if (volumes is not null)
            properties["nodeSetup"] = new JsonObject { ["mountVolumes"] = volumes };
        await MakeAsync(
            $"cluster {session.Cluster.Name}: 0 to {maximum} nodes of size {vmSize}",
            session.Cluster.ArmId,
            new JsonObject { ["properties"] = properties },
            cancellation);
    }

    /// <summary>
    /// The default cluster is ours: it grows with the largest job. Others stay as they are, and so does everything but
    /// its maximum.
    /// </summary>
    /// <exception cref="RequestRefusedException">412: another client changed it meanwhile.</exception>
    public async Task RaiseMaximumAsync(Versioned cluster, int nodes, CancellationToken cancellation)
    {
        if (
            !IsDefault
            || BatchAiClient.Cluster(cluster.Resource).Properties.ScaleSettings?.AutoScale is not { } current
            || current.MaximumNodeCount >= nodes)
            return;

        await large.RequireAgreementAsync(nodes, cancellation);
        JsonNode scale = JsonSerializer.SerializeToNode(cluster.Resource.GetProperty("properties").GetProperty("scaleSettings"))!;
        scale["autoScale"]!["maximumNodeCount"] = nodes;
        await session.Client.PatchAsync(
            session.Cluster.ArmId,
            new JsonObject { ["properties"] = new JsonObject { ["scaleSettings"] = scale } },
            cancellation,
            BatchAiClient.NewApiVersion,
            cluster.Tag);
        await session.Error.WriteLineAsync($"raised the maximum of cluster {session.Cluster.Name} to {nodes} nodes");
    }

    private bool IsDefault => session.Cluster.Name == GlobalOptions.DefaultName;

    /// <summary>Somebody else who makes it at the same time does what we would have done.</summary>
    private async Task MakeFolderAsync(string what, string path, JsonObject? body, CancellationToken cancellation)
    {
        try
        {
            await MakeAsync(what, path, body, cancellation);
        }
        catch (RequestRefusedException refused) when (refused.Status == 412)
        {
        }
    }

    private async Task MakeAsync(string what, string path, JsonObject? body, CancellationToken cancellation)
    {
        await session.Client.PutAsync(path, body, cancellation, isNew: true);
        await session.Error.WriteLineAsync($"made {what}");
    }
}
