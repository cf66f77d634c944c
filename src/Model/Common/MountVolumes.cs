namespace BatchAi.Model;

/// <summary>File systems to mount, on every node of a cluster or for one job.</summary>
public sealed record MountVolumes
{
    public IReadOnlyList<AzureFileShareReference>? AzureFileShares { get; init; }

    public IReadOnlyList<AzureBlobFileSystemReference>? AzureBlobFileSystems { get; init; }

    public IReadOnlyList<FileServerReference>? FileServers { get; init; }

    public IReadOnlyList<UnmanagedFileSystemReference>? UnmanagedFileSystems { get; init; }
}

/// <summary>A mount command of the user; the service appends the mount path.</summary>
public sealed record UnmanagedFileSystemReference
{
    public string? MountCommand { get; init; }

    /// <summary>Below the mount root.</summary>
    public string? RelativeMountPath { get; init; }
}
