using BatchAi.Model;

namespace BatchAi.Services;

/// <summary>Reads what jobs wrote to mounted shares and containers.</summary>
public interface IOutputFiles
{
    /// <summary>Files and directories directly in a directory, by name in ordinal order; null when it is not there.</summary>
    /// <param name="volume">The mounted share or container.</param>
    /// <param name="accountKey">The account's key as the mount has it, a secret; null when it has none.</param>
    /// <param name="path">Path inside the volume, '/'-separated, no leading slash; already checked not to leave it.</param>
    /// <param name="linkExpiry">How long download links stay good.</param>
    Task<IReadOnlyList<FileItem>?> ListAsync(
        Volume volume,
        string? accountKey,
        string path,
        TimeSpan linkExpiry,
        CancellationToken cancellation);
}

/// <summary>An Azure Files share or a blob container, by account and name.</summary>
public sealed record Volume(VolumeKind Kind, string Account, string Name);

/// <summary>What kind of storage a volume is.</summary>
public enum VolumeKind
{
    FileShare,
    BlobContainer,
}
