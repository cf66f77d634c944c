using BatchAi.Model;
using BatchAi.Services;

namespace BatchAi.AzureAdapters;

/// <summary>
/// Lists what jobs wrote to file shares and blob containers, with links that carry a shared access signature for one
/// file each.
/// </summary>
internal sealed class AzureOutputFiles(BlobFiles blobs, ShareFiles shares) : IOutputFiles
{
    /// <summary>More entries of one directory are not taken into memory.</summary>
    public const int MostEntries = 50_000;

    public async Task<IReadOnlyList<FileItem>?> ListAsync(
        Volume volume,
        string? accountKey,
        string path,
        TimeSpan linkExpiry,
        CancellationToken cancellation)
    {
        IReadOnlyList<FileItem>? found = volume.Kind is VolumeKind.BlobContainer
            ? await blobs.ListAsync(volume, accountKey, path, linkExpiry, cancellation)
            : await shares.ListAsync(volume, accountKey, path, linkExpiry, cancellation);
        return found?.OrderBy(file => file.Name, StringComparer.Ordinal).ToArray();
    }
}
