using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using BatchAi.State;

namespace BatchAi.AzureAdapters;

/// <summary>The container of large job messages in Blob storage; whoever puts the first blob makes it.</summary>
/// <param name="service">Carries credentials and retry settings.</param>
public sealed class StorageMessageBodies(BlobServiceClient service) : IMessageBodies
{
    public const string Container = "messages";

    private const string Service = "Blob storage";

    private readonly BlobContainerClient _container = service.GetBlobContainerClient(Container);

    public Task<ReadOnlyMemory<byte>?> ReadAsync(string blob, int most, CancellationToken cancellation) =>
        StorageFailures.ReachAsync<ReadOnlyMemory<byte>?>(
            Service,
            async () =>
            {
                try
                {
                    BlobDownloadResult found = await _container
                        .GetBlobClient(blob)
                        .DownloadContentAsync(new BlobDownloadOptions { Range = new HttpRange(0, most) }, cancellation);
                    return found.Content.ToMemory();
                }
                catch (RequestFailedException missing) when (missing.Status == 404)
                {
                    return null;
                }
                catch (RequestFailedException empty) when (empty.ErrorCode == BlobErrorCode.InvalidRange)
                {
                    return ReadOnlyMemory<byte>.Empty;
                }
            }
        );

    public Task DeleteAsync(string blob, CancellationToken cancellation) =>
        StorageFailures.ReachAsync(Service, () => _container.GetBlobClient(blob).DeleteIfExistsAsync(cancellationToken: cancellation));
}
