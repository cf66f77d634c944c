using System.Collections.Concurrent;
using Azure;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Sas;
using BatchAi.Model;
using BatchAi.Services;

namespace BatchAi.AzureAdapters;

/// <summary>
/// Blob containers as directories. Those of other accounts are read with the account's key, which signs links, too. The deployment's own is
/// read in the app's name, whatever key the mount has, since nodes mount it by their identity as well; the account makes a key for
/// signing (a user delegation key).
/// </summary>
/// <param name="own">The deployment's own account.</param>
/// <param name="transport">For tests; null for the client's own.</param>
internal sealed class BlobFiles(
    BlobServiceClient own,
    string storageSuffix,
    TimeProvider clock,
    HttpPipelineTransport? transport = null)
{
    /// <summary>
    /// The one container of the deployment's own account that is the jobs': the others hold the app's code, the agent, and bodies of
    /// messages with their secrets.
    /// </summary>
    private const string JobsContainer = "data";

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
        if (volume.Account.Equals(own.AccountName, StringComparison.OrdinalIgnoreCase))
            return volume.Name == JobsContainer ? own : throw FileRefusals.NotTheJobs(volume, JobsContainer);

        Uri endpoint = StorageHost.Of(volume, "blob", storageSuffix);
        if (accountKey is null)
            throw FileRefusals.NoKey(volume);

        BlobClientOptions options = new();
        if (transport is not null)
            options.Transport = transport;
        return new BlobServiceClient(endpoint, StorageKey.Of(volume, accountKey), options);
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
