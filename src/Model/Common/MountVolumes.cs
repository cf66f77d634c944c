namespace BatchAi.Model;

/// <summary>File systems to mount, on every node of a cluster or for one job.</summary>
public sealed record MountVolumes
{
    public IReadOnlyList<AzureFileShareReference>? AzureFileShares { get; init; }

    public IReadOnlyList<AzureBlobFileSystemReference>? AzureBlobFileSystems { get; init; }

    public IReadOnlyList<FileServerReference>? FileServers { get; init; }

    public IReadOnlyList<UnmanagedFileSystemReference>? UnmanagedFileSystems { get; init; }
}
