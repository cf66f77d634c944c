namespace BatchAi.Model;

/// <summary>A blob container to mount.</summary>
public sealed record AzureBlobFileSystemReference
{
    public string? AccountName { get; init; }

    public string? ContainerName { get; init; }

    public AzureStorageCredentialsInfo? Credentials { get; init; }

    /// <summary>Below the mount root.</summary>
    public string? RelativeMountPath { get; init; }

    public string? MountOptions { get; init; }
}
