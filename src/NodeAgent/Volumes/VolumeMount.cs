using BatchAi.Model;

namespace BatchAi.NodeAgent;

/// <summary>One volume and where it is wanted.</summary>
/// <param name="Owner">Storage account, or workspace of a file server; empty for unmanaged ones.</param>
/// <param name="Name">Share, container or file server; empty for unmanaged ones.</param>
/// <param name="Directory">A directory inside the volume, relative; empty is the whole volume.</param>
/// <param name="RelativeMountPath">Below the mount root of the cluster or the job.</param>
internal sealed record VolumeMount(VolumeMountKind Kind, string Owner, string Name, string Directory, string RelativeMountPath)
{
    /// <summary>Where a share or file server is reached; empty when that is not known.</summary>
    public string Host { get; init; } = "";

    /// <summary>Null where none was given.</summary>
    public AccountKey? Key { get; init; }

    /// <summary>Of a container or file server, as the user wrote them.</summary>
    public string? Options { get; init; }

    /// <summary>Octal modes of everything in a share.</summary>
    public (string File, string Directory) Modes { get; init; } = ("0777", "0777");

    /// <summary>Of unmanaged ones: the mount path is appended.</summary>
    public string Command { get; init; } = "";

    /// <summary>As it is written in logs and in the map of volumes: <c>account/share</c>.</summary>
    public string Title => Kind == VolumeMountKind.Unmanaged ? $"unmanaged {RelativeMountPath}" : $"{Owner}/{Name}";

    /// <summary>Null, or why this can be no mount.</summary>
    public string? Problem =>
        !MountPath.TryParse(RelativeMountPath, out _)
            ? $"relativeMountPath '{RelativeMountPath}' must be a path below the mount root, without '..'"
        : Kind != VolumeMountKind.Unmanaged && (!RelativePath.IsName(Owner) || !RelativePath.IsName(Name))
            ? $"'{Title}' does not name a volume"
        : RelativePath.Normalize(Directory) is null ? $"the directory '{Directory}' leaves the volume"
        : null;

    /// <summary>Of a volume without a <see cref="Problem"/>.</summary>
    public string MountPointBelow(string mountRoot) =>
        MountPath.TryParse(RelativeMountPath, out MountPath? path) ? path.Below(mountRoot) : throw new InvalidOperationException(Problem);
}
