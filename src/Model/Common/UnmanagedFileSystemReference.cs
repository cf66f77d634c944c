namespace BatchAi.Model;

/// <summary>A mount command of the user; the service appends the mount path.</summary>
public sealed record UnmanagedFileSystemReference
{
    public string? MountCommand { get; init; }

    /// <summary>Below the mount root.</summary>
    public string? RelativeMountPath { get; init; }
}
