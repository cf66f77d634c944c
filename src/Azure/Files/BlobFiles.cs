using System.Collections.Concurrent;
using Azure;
using Azure.Core;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Sas;
using BatchAi.Model;
using BatchAi.Services;

namespace BatchAi.AzureAdapters;

/// <summary>
/// Blob containers as directories. With the account's key it signs links itself; without, the app's identity has the
/// account make a key for signing (a user delegation key).
/// </summary>
/// <param name="own">The product's own account, for volumes that are in it.</param>
internal sealed class BlobFiles(BlobServiceClient own, TokenCredential credential, string storageSuffix, TimeProvider clock)
{
    private const string FolderMark = "hdi_isfolder";

    private static readonly TimeSpan s_skew = TimeSpan.FromMinutes(5);

    /// <summary>A signing key is asked for longer than the link at hand, so that the next ones can use it, too.</summary>
    private static readonly TimeSpan s_keyReserve = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, UserDelegationKey> _keys = new(StringComparer.Ordinal);

    /// <param name="namePrefix">Only entries whose names begin with it; empty text for all.</param>
    public async Task<IReadOnlyList<FileItem>?> ListAsync(
        Volume volume,
        string? accountKey,
        string path,
        string namePrefix,
        TimeSpan linkExpiry,
        CancellationToken cancellation)
    {
        try
        {
            BlobServiceClient service = ServiceOf(volume, accountKey);
            BlobContainerClient container = service.GetBlobContainerClient(volume.Name);
            List<BlobHierarchyItem> entries = await EntriesAsync(container, path, namePrefix, cancellation);
            if (entries.Count == 0)
                return path.Length == 0 ? [] : null;

            Func<BlobClient, Uri> sign = await SignerAsync(service, container, linkExpiry, cancellation);
            string prefix = PrefixOf(path);
            HashSet<string> directories = [.. entries.Where(entry => entry.IsPrefix).Select(entry => entry.Prefix.TrimEnd('/'))];
            return
            [
                .. directories.Select(name => Directory(name[prefix.Length..])),
                .. entries
                    .Where(entry => entry.IsBlob && !directories.Contains(entry.Blob.Name) && entry.Blob.Name != prefix)
                    .Select(entry =>
                        IsFolder(entry.Blob)
                            ? Directory(entry.Blob.Name[prefix.Length..])
                            : File(entry.Blob, entry.Blob.Name[prefix.Length..], sign(container.GetBlobClient(entry.Blob.Name)))),
            ];
        }
        catch (RequestFailedException absent) when (absent.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            return null;
        }
        catch (RequestFailedException denied) when (FileRefusals.IsDenied(denied))
        {
            throw FileRefusals.Denied(volume, denied);
        }
    }

    private static async Task<List<BlobHierarchyItem>> EntriesAsync(
        BlobContainerClient container,
        string path,
        string namePrefix,
        CancellationToken cancellation)
    {
        List<BlobHierarchyItem> entries = [];
        await foreach (
            BlobHierarchyItem entry in container.GetBlobsByHierarchyAsync(
                BlobTraits.Metadata,
                BlobStates.None,
                "/",
                PrefixOf(path) + namePrefix,
                cancellation))
        {
            if (entries.Count == AzureOutputFiles.MostEntries)
                throw FileRefusals.TooMany(path);
            entries.Add(entry);
        }

        return entries;
    }

    private BlobServiceClient ServiceOf(Volume volume, string? accountKey)
    {
        bool isOwn = volume.Account.Equals(own.AccountName, StringComparison.OrdinalIgnoreCase);
        if (isOwn && accountKey is null)
            return own;

        Uri endpoint = isOwn ? own.Uri : StorageHost.Of(volume, "blob", storageSuffix);
        return accountKey is null
            ? new BlobServiceClient(endpoint, credential)
            : new BlobServiceClient(endpoint, StorageKey.Of(volume, accountKey));
    }

    private async Task<Func<BlobClient, Uri>> SignerAsync(
        BlobServiceClient service,
        BlobContainerClient container,
        TimeSpan linkExpiry,
        CancellationToken cancellation)
    {
        DateTimeOffset now = clock.GetUtcNow();
        BlobSasBuilder For(BlobClient blob) => new(BlobSasPermissions.Read, now + linkExpiry)
        {
            BlobContainerName = blob.BlobContainerName,
            BlobName = blob.Name,
            Resource = "b",
            StartsOn = now - s_skew,
            Protocol = service.Uri.Scheme == Uri.UriSchemeHttps ? SasProtocol.Https : SasProtocol.HttpsAndHttp,
        };

        if (container.CanGenerateSasUri)
            return blob => blob.GenerateSasUri(For(blob));

        UserDelegationKey key = await KeyAsync(service, now, linkExpiry, cancellation);
        return blob => new BlobUriBuilder(blob.Uri) { Sas = For(blob).ToSasQueryParameters(key, service.AccountName) }.ToUri();
    }

    private async Task<UserDelegationKey> KeyAsync(
        BlobServiceClient service,
        DateTimeOffset now,
        TimeSpan linkExpiry,
        CancellationToken cancellation)
    {
        if (_keys.TryGetValue(service.AccountName, out UserDelegationKey? kept) && kept.SignedExpiresOn >= now + linkExpiry)
            return kept;
        return _keys[service.AccountName] = await service.GetUserDelegationKeyAsync(
            now - s_skew,
            now + linkExpiry + s_keyReserve,
            cancellation);
    }

    /// <summary>What blobfuse and accounts with a hierarchical namespace write for a directory.</summary>
    private static bool IsFolder(BlobItem blob) =>
        blob.Metadata is { } metadata
        && metadata.TryGetValue(FolderMark, out string? mark)
        && mark.Equals("true", StringComparison.OrdinalIgnoreCase);

    private static FileItem Directory(string name) => new() { Name = name, FileType = "directory", Properties = new FileItemProperties() };

    private static FileItem File(BlobItem blob, string name, Uri link) =>
        new()
        {
            Name = name,
            FileType = "file",
            DownloadUrl = link.AbsoluteUri,
            Properties = new FileItemProperties
            {
                LastModified = blob.Properties.LastModified,
                ContentLength = blob.Properties.ContentLength ?? 0,
            },
        };

    private static string PrefixOf(string path) => path.Length == 0 ? "" : path + "/";
}
