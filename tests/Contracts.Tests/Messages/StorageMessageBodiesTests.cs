using Azure.Storage.Blobs;
using BatchAi.AzureAdapters;
using BatchAi.State;
using BatchAi.Testing;

namespace BatchAi.Contracts.Tests;

public sealed class StorageMessageBodiesTests(Azurite azurite) : IClassFixture<Azurite>
{
    private BlobServiceClient Service => StorageAccount.Open(azurite.ConnectionString).Blobs;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_not_there_is_null_also_without_the_container()
    {
        StorageMessageBodies bodies = new(Service);

        Assert.Null(await bodies.ReadAsync("nothing", 10, Cancellation));
        await bodies.DeleteAsync("nothing", Cancellation);
    }

    [Theory]
    [InlineData("a.json", "0123456789", 10, "0123456789")]
    [InlineData("in/a folder/ü?&#.json", "0123456789", 4, "0123")]
    [InlineData("empty", "", 10, "")]
    public async Task A_blob_is_read_up_to_a_limit_and_deleted_once_or_twice(string name, string content, int most, string expected)
    {
        BlobContainerClient container = Service.GetBlobContainerClient(StorageMessageBodies.Container);
        await container.CreateIfNotExistsAsync(cancellationToken: Cancellation);
        await container.GetBlobClient(name).UploadAsync(BinaryData.FromString(content), overwrite: true, Cancellation);
        StorageMessageBodies bodies = new(Service);

        Assert.Equal(expected, System.Text.Encoding.UTF8.GetString((await bodies.ReadAsync(name, most, Cancellation))!.Value.Span));
        await bodies.DeleteAsync(name, Cancellation);
        await bodies.DeleteAsync(name, Cancellation);
        Assert.Null(await bodies.ReadAsync(name, most, Cancellation));
    }

    [Fact]
    public async Task A_service_that_is_away_is_called_unavailable() =>
        await Assert.ThrowsAsync<StoreUnavailableException>(() =>
            new StorageMessageBodies(StorageAccount.Open(Nowhere.ConnectionString).Blobs).ReadAsync("a", 1, Cancellation));
}
