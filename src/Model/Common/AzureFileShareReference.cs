namespace BatchAi.Model;

/// <summary>An Azure Files share to mount.</summary>
public sealed record AzureFileShareReference
{
    public string? AccountName { get; init; }

    /// <summary>https://{account}.file.core.windows.net/{share}</summary>
    public string? AzureFileUrl { get; init; }

    public AzureStorageCredentialsInfo? Credentials { get; init; }

    /// <summary>Below the mount root.</summary>
    public string? RelativeMountPath { get; init; }

    /// <summary>Octal; 0777 when absent.</summary>
    public string? FileMode { get; init; }

    /// <summary>Octal; 0777 when absent.</summary>
    public string? DirectoryMode { get; init; }
}
