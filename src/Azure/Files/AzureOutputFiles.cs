using BatchAi.Model;
using BatchAi.Services;
using BatchAi.State;

namespace BatchAi.AzureAdapters;

/// <summary>
/// Lists what jobs wrote to file shares and blob containers, with links that carry a shared access signature for one
/// file each.
/// </summary>
internal sealed class AzureOutputFiles(BlobFiles blobs, ShareFiles shares) : IOutputFiles
{
    /// <summary>More entries of one directory are not taken into memory.</summary>
    public const int MostEntries = 50_000;

    /// <summary>Every part lists the directory anew: the services go on at marks of their own, which are not names.</summary>
    public async Task<Page<FileItem>?> ListAsync(OutputQuery query, CancellationToken cancellation)
    {
        (Volume volume, string? key, TimeSpan expiry) = (query.Volume, query.AccountKey, query.LinkExpiry);
        string prefix = CommonPrefix(query.Names);
        IReadOnlyList<FileItem>? found = volume.Kind is VolumeKind.BlobContainer
            ? await blobs.ListAsync(volume, key, query.WholePath, prefix, expiry, cancellation)
            : await shares.ListAsync(volume, key, query.WholePath, prefix, expiry, cancellation);
        return found is null ? null : FilePages.Of(found, query);
    }

    /// <summary>What names begin with that all are asked for; the services look it up in their index.</summary>
    internal static string CommonPrefix(IReadOnlyList<string>? names) =>
        names?.Aggregate((one, other) => one[..one.AsSpan().CommonPrefixLength(other)]) ?? "";
}
