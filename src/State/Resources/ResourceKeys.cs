using BatchAi.Model;

namespace BatchAi.State;

/// <summary>Keys of <see cref="Tables.Resources"/>: the partition is the workspace, the row names type and resource, all lower-case.</summary>
public static class ResourceKeys
{
    public const string WorkspaceRow = "workspace";

    public static string Partition(WorkspaceId workspace) => workspace.Key;

    public static string Cluster(ClusterId cluster) => ClusterPrefix + cluster.Name.ToLowerInvariant();

    public static string FileServer(FileServerId server) => FileServerPrefix + server.Name.ToLowerInvariant();

    public static string Experiment(ExperimentId experiment) => ExperimentPrefix + experiment.Name.ToLowerInvariant();

    public static string Job(JobId job) => JobPrefix(job.Experiment) + job.Name.ToLowerInvariant();

    public static string JobPrefix(ExperimentId experiment) => $"{AnyJobPrefix}{experiment.Name.ToLowerInvariant()}|";

    public const string AnyJobPrefix = "job|";

    public const string ClusterPrefix = "cluster|";

    public const string FileServerPrefix = "fileserver|";

    public const string ExperimentPrefix = "experiment|";

    /// <summary>The index of workspaces by subscription; its rows are <c>group|name</c>.</summary>
    public static string IndexPartition(string subscription) => "subscription|" + subscription.ToLowerInvariant();

    public static string IndexRow(WorkspaceId workspace) => IndexGroup(workspace.ResourceGroup) + workspace.Name.ToLowerInvariant();

    /// <summary>What the rows of one resource group's workspaces begin with in the index.</summary>
    public static string IndexGroup(string resourceGroup) => resourceGroup.ToLowerInvariant() + "|";
}
