namespace BatchAi.NodeAgent;

/// <summary>One volume and where it is wanted.</summary>
/// <param name="Owner">Storage account, or workspace of a file server; empty for unmanaged ones.</param>
/// <param name="Name">Share, container or file server; empty for unmanaged ones.</param>
/// <param name="Directory">A directory inside the volume, relative; empty is the whole volume.</param>
/// <param name="RelativeMountPath">Below the mount root of the cluster or the job.</param>
internal sealed record VolumeMount(VolumeMountKind Kind, string Owner, string Name, string Directory, string RelativeMountPath)
{
    /// <summary>As it is written in logs and in the map of volumes: <c>account/share</c>.</summary>
    public string Title => Kind == VolumeMountKind.Unmanaged ? $"unmanaged {RelativeMountPath}" : $"{Owner}/{Name}";
}
