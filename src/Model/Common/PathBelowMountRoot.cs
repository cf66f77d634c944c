using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace BatchAi.Model;

/// <summary>
/// A path as users write it that begins with the variable of a mount root: <c>$AZ_BATCHAI_MOUNT_ROOT/logs</c>, with braces or without.
/// </summary>
/// <param name="Path">From the root, with single slashes and without <c>.</c> or <c>..</c>; empty text is the root itself.</param>
public sealed partial record PathBelowMountRoot(MountRoot Root, string Path)
{
    public const string ClusterVariable = "AZ_BATCHAI_MOUNT_ROOT";
    public const string JobVariable = "AZ_BATCHAI_JOB_MOUNT_ROOT";

    /// <summary>Its first step; empty text for the root itself.</summary>
    public string FirstStep => Path.Split('/')[0];

    /// <summary>False for a path that begins otherwise, or that leaves the root.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out PathBelowMountRoot? path)
    {
        Match match = BelowVariable().Match(text ?? "");
        path = match.Success && RelativePath.Normalize(match.Groups["path"].Value.TrimStart('/')) is { } rest
            ? new PathBelowMountRoot(match.Groups["job"].Success ? MountRoot.Job : MountRoot.Cluster, rest)
            : null;
        return path is not null;
    }

    [GeneratedRegex(
        @"\A\$(?<brace>\{)?AZ_BATCHAI_(?<job>JOB_)?MOUNT_ROOT(?(brace)\})(?<path>/.*)?\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.Singleline,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex BelowVariable();
}

/// <summary>Below which directory volumes are mounted (runtime contract, section 14).</summary>
public enum MountRoot
{
    /// <summary>What the cluster mounts, when a node is set up.</summary>
    Cluster,

    /// <summary>What one job mounts for itself.</summary>
    Job,
}
