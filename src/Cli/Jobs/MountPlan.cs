using System.Text.Json.Nodes;
using BatchAi.Model;

namespace BatchAi.Cli;

/// <summary>Which directories a job's paths take for granted below the two mount roots, and which of them nothing mounts.</summary>
public sealed record MountPlan(IReadOnlyList<string> MissingOnCluster, IReadOnlyList<string> MissingOnJob)
{
    /// <summary>Looks at stdOutErrPathPrefix, outputDirectories and inputDirectories; only first path segments count.</summary>
    /// <param name="job">Properties of the job.</param>
    /// <param name="cluster">What the cluster mounts; null for one that mounts nothing.</param>
    public static MountPlan Of(JsonObject job, MountVolumes? cluster)
    {
        PathBelowMountRoot[] used = [.. Used(job)];
        return new MountPlan(
            Missing(used, MountRoot.Cluster, Paths(cluster)),
            Missing(used, MountRoot.Job, Paths(job["mountVolumes"] as JsonObject)));
    }

    private static IReadOnlyList<string> Missing(PathBelowMountRoot[] used, MountRoot root, IEnumerable<string?> mounted)
    {
        List<MountPath> mounts = [];
        foreach (string? text in mounted)
        {
            if (MountPath.TryParse(text, out MountPath? mount))
                mounts.Add(mount);
        }
        return
        [
            .. used.Where(path => path.Root == root && !mounts.Exists(mount => mount.RestOf(path) is not null))
                .Select(path => path.FirstStep)
                .Distinct(),
        ];
    }

    private static IEnumerable<PathBelowMountRoot> Used(JsonObject job)
    {
        IEnumerable<string?> texts =
        [
            job["stdOutErrPathPrefix"]?.ToString(),
            .. Objects(job["outputDirectories"]).Select(directory => directory["pathPrefix"]?.ToString()),
            .. Objects(job["inputDirectories"]).Select(directory => directory["path"]?.ToString()),
        ];
        foreach (string? text in texts)
        {
            if (PathBelowMountRoot.TryParse(text, out PathBelowMountRoot? path) && path.Path.Length > 0)
                yield return path;
        }
    }

    private static IEnumerable<string?> Paths(JsonObject? volumes) =>
        (volumes ?? []).SelectMany(list => Objects(list.Value)).Select(volume => volume["relativeMountPath"]?.ToString());

    private static IEnumerable<string?> Paths(MountVolumes? volumes) =>
    [
        .. volumes?.AzureFileShares?.Select(share => share.RelativeMountPath) ?? [],
        .. volumes?.AzureBlobFileSystems?.Select(container => container.RelativeMountPath) ?? [],
        .. volumes?.FileServers?.Select(server => server.RelativeMountPath) ?? [],
        .. volumes?.UnmanagedFileSystems?.Select(system => system.RelativeMountPath) ?? [],
    ];

    private static IEnumerable<JsonObject> Objects(JsonNode? node) => (node as JsonArray)?.OfType<JsonObject>() ?? [];
}
