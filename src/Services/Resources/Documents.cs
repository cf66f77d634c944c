using BatchAi.Model;
using BatchAi.State;

namespace BatchAi.Services;

/// <summary>The kept forms of bodies, and whether a second PUT asks for the same.</summary>
internal static class Documents
{
    /// <summary>Adds what the service makes at creation.</summary>
    public static JobProperties Complete(JobProperties accepted, JobId id, string uid) =>
        accepted with
        {
            JobOutputDirectoryPathSegment =
                $"{Root(id.Experiment.Workspace)}/experiments/{id.Experiment.Name}/jobs/{id.Name}/{Uids.Hyphenated(uid)}",
            ExperimentName = id.Experiment.Name,
        };

    /// <summary>Adds what the service makes at creation.</summary>
    public static ClusterProperties Complete(ClusterProperties accepted, ClusterId id, string uid) =>
        accepted.NodeSetup?.SetupTask is { } task
            ? accepted with
            {
                NodeSetup = accepted.NodeSetup with
                {
                    SetupTask = task with { StdOutErrPathSuffix = $"{Root(id.Workspace)}/clusters/{id.Name}/{Uids.Hyphenated(uid)}" },
                },
            }
            : accepted;

    /// <summary>Documents are the same when they read the same: lists in records are compared by reference otherwise.</summary>
    public static bool Same<T>(T one, T other) => RowJson.WriteBytes(one).AsSpan().SequenceEqual(RowJson.WriteBytes(other));

    public static bool Same(IReadOnlyDictionary<string, string> one, IReadOnlyDictionary<string, string> other) =>
        one.Count == other.Count && one.All(pair => other.TryGetValue(pair.Key, out string? value) && value == pair.Value);

    private static string Root(WorkspaceId workspace) => $"{workspace.Subscription}/{workspace.ResourceGroup}/workspaces/{workspace.Name}";
}
