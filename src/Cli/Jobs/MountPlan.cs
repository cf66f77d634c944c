using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using BatchAi.Model;

namespace BatchAi.Cli;

/// <summary>Which directories a job's paths take for granted below the two mount roots, and which of them nothing mounts.</summary>
public sealed partial record MountPlan(IReadOnlyList<string> MissingOnCluster, IReadOnlyList<string> MissingOnJob)
{
    /// <summary>Looks at stdOutErrPathPrefix, outputDirectories and inputDirectories; only first path segments count.</summary>
    /// <param name="job">Properties of the job.</param>
    /// <param name="cluster">What the cluster mounts; null for one that mounts nothing.</param>
    public static MountPlan Of(JsonObject job, MountVolumes? cluster)
    {
        IReadOnlyList<string> onCluster = [.. Paths(cluster)];
        IReadOnlyList<string> onJob = [.. Paths(job["mountVolumes"] as JsonObject)];
        var used = Used(job).ToArray();
        return new MountPlan(
            [.. used.Where(path => !path.Job && !Covers(onCluster, path.Path)).Select(path => First(path.Path)).Distinct()],
            [.. used.Where(path => path.Job && !Covers(onJob, path.Path)).Select(path => First(path.Path)).Distinct()]);
    }

    private static IEnumerable<(bool Job, string Path)> Used(JsonObject job)
    {
        IEnumerable<string?> texts =
        [
            job["stdOutErrPathPrefix"]?.ToString(),
            .. Objects(job["outputDirectories"]).Select(directory => directory["pathPrefix"]?.ToString()),
            .. Objects(job["inputDirectories"]).Select(directory => directory["path"]?.ToString()),
        ];
        foreach (string? text in texts)
        {
            Match match = BelowRoot().Match(text ?? "");
            if (match.Success)
                yield return (match.Groups["job"].Success, match.Groups["path"].Value.Trim('/'));
        }
    }

    private static bool Covers(IReadOnlyList<string> mounts, string path) =>
        mounts.Any(mount => path == mount || path.StartsWith(mount + "/", StringComparison.Ordinal));

    private static string First(string path) => path.Split('/')[0];

    private static IEnumerable<string> Paths(JsonObject? volumes) =>
        (volumes ?? []).SelectMany(list => Objects(list.Value)).Select(volume => volume["relativeMountPath"]?.ToString().Trim('/') ?? "").Where(path => path.Length > 0);

    private static IEnumerable<string> Paths(MountVolumes? volumes)
    {
        IEnumerable<string?> paths =
        [
            .. volumes?.AzureFileShares?.Select(share => share.RelativeMountPath) ?? [],
            .. volumes?.AzureBlobFileSystems?.Select(container => container.RelativeMountPath) ?? [],
            .. volumes?.FileServers?.Select(server => server.RelativeMountPath) ?? [],
            .. volumes?.UnmanagedFileSystems?.Select(system => system.RelativeMountPath) ?? [],
        ];
        return paths.Select(path => path?.Trim('/') ?? "").Where(path => path.Length > 0);
    }

    private static IEnumerable<JsonObject> Objects(JsonNode? node) => (node as JsonArray)?.OfType<JsonObject>() ?? [];

    [GeneratedRegex(@"^\$(?<brace>\{)?AZ_BATCHAI_(?<job>JOB_)?MOUNT_ROOT(?(brace)\})/+(?<path>[^/].*)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BelowRoot();
}
