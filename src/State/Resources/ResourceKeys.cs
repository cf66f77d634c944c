using BatchAi.Model;

namespace BatchAi.State;

/// <summary>
/// Keys of <see cref="Tables.Resources"/>: the partition is the workspace, the row names type and resource, all
/// lower-case.
/// </summary>
public static class ResourceKeys
{
    public const string WorkspaceRow = "workspace";

    public static string Partition(WorkspaceId workspace) => workspace.Key;

    /// <summary>The row of a resource within its workspace's partition.</summary>
    public static string Row(ResourceAddress resource) => resource.Kind is ResourceKind.Workspace
        ? WorkspaceRow
        : Prefix(resource.Kind, resource.Experiment) + resource.Name.ToLowerInvariant();

    /// <summary>What the rows of a kind begin with; for jobs of one experiment, with its name.</summary>
    public static string Prefix(ResourceKind kind, string? experiment = null) =>
        kind.RowPrefix + (experiment is null ? "" : experiment.ToLowerInvariant() + "|");

    public static string Cluster(ClusterId cluster) => Row(ResourceAddress.Of(cluster));

    public static string FileServer(FileServerId server) => Row(ResourceAddress.Of(server));

    public static string Experiment(ExperimentId experiment) => Row(ResourceAddress.Of(experiment));

    public static string Job(JobId job) => Row(ResourceAddress.Of(job));

    /// <summary>The index of workspaces by subscription; its rows are <c>group|name</c>.</summary>
    public static string IndexPartition(string subscription) => "subscription|" + subscription.ToLowerInvariant();

    public static string IndexRow(WorkspaceId workspace) => IndexGroup(workspace.ResourceGroup) + workspace.Name.ToLowerInvariant();

    /// <summary>What the rows of one resource group's workspaces begin with in the index.</summary>
    public static string IndexGroup(string resourceGroup) => resourceGroup.ToLowerInvariant() + "|";
}
