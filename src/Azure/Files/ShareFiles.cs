using Azure;
using Azure.Core.Pipeline;
using Azure.Storage.Files.Shares;
using Azure.Storage.Files.Shares.Models;
using Azure.Storage.Sas;
using BatchAi.Model;
using BatchAi.Services;

namespace BatchAi.AzureAdapters;

/// <summary>Directories of Azure Files shares, read and linked to with the account's key.</summary>
/// <param name="transport">For tests; null for the client's own.</param>
internal sealed class ShareFiles(string storageSuffix, TimeProvider clock, HttpPipelineTransport? transport = null)
{
    /// <param name="namePrefix">Only entries whose names begin with it; empty text for all.</param>
    public async Task<IReadOnlyList<FileItem>?> ListAsync(
        Volume volume,
        string? accountKey,
        string path,
        string namePrefix,
        TimeSpan linkExpiry,
        CancellationToken cancellation)
    {
        if (accountKey is null)
            throw FileRefusals.NoKey(volume);

        ShareDirectoryClient directory = Directory(volume, accountKey, path);
        DateTimeOffset expiresOn = clock.GetUtcNow() + linkExpiry;
        try
        {
            List<FileItem> found = [];
            await foreach (
                ShareFileItem entry in directory.GetFilesAndDirectoriesAsync(
                    new ShareDirectoryGetFilesAndDirectoriesOptions
                    {
                        Traits = ShareFileTraits.Timestamps,
                        Prefix = namePrefix.Length == 0 ? null : namePrefix,
                    },
                    cancellation))
            {
                if (found.Count == AzureOutputFiles.MostEntries)
                    throw FileRefusals.TooMany(path);
                found.Add(Describe(directory, entry, expiresOn));
            }

            return found;
        }
        catch (RequestFailedException absent) when (absent.Status == 404)
        {
            return null;
        }
        catch (RequestFailedException denied) when (FileRefusals.IsDenied(denied))
        {
            throw FileRefusals.Denied(volume, denied);
        }
    }

    private ShareDirectoryClient Directory(Volume volume, string accountKey, string path)
    {
        ShareClientOptions options = new();
        if (transport is not null)
            options.Transport = transport;
        ShareClient share = new(
            // A name that is put together with the host as text, or resolved against it, may become another host.
            new ShareUriBuilder(StorageHost.Of(volume, "file", storageSuffix)) { ShareName = volume.Name }.ToUri(),
            StorageKey.Of(volume, accountKey),
            options);
        return path.Length == 0 ? share.GetRootDirectoryClient() : share.GetDirectoryClient(path);
    }

    private static FileItem Describe(ShareDirectoryClient directory, ShareFileItem entry, DateTimeOffset expiresOn) =>
        entry.IsDirectory
            ? new FileItem
            {
                Name = entry.Name,
                FileType = "directory",
                Properties = new FileItemProperties { LastModified = entry.Properties?.LastModified },
            }
            : new FileItem
            {
                Name = entry.Name,
                FileType = "file",
                DownloadUrl = directory.GetFileClient(entry.Name).GenerateSasUri(ShareFileSasPermissions.Read, expiresOn).AbsoluteUri,
                Properties = new FileItemProperties
                {
                    LastModified = entry.Properties?.LastModified,
                    ContentLength = entry.FileSize ?? 0,
                },
            };
}
