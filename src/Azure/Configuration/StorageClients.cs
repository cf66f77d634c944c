using Azure.Core;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.Options;

namespace BatchAi.AzureAdapters;

/// <summary>Clients of the storage account of the configuration.</summary>
public sealed class StorageClients(IOptions<AzureOptions> options, TokenCredential credential)
{
    private readonly string? _connection = options.Value.Storage.ConnectionString is { Length: > 0 } connection ? connection : null;
    private readonly string? _account = options.Value.Storage.AccountName;
    private readonly string _suffix = AzureCloud.Find(options.Value.Cloud).StorageSuffix;

    public TableServiceClient Tables() => _connection is null ? new TableServiceClient(Endpoint("table"), credential) : new TableServiceClient(_connection);

    public BlobServiceClient Blobs() => _connection is null ? new BlobServiceClient(Endpoint("blob"), credential) : new BlobServiceClient(_connection);

    /// <summary>Messages are base64, as the queue trigger expects them unless told otherwise.</summary>
    public QueueServiceClient Queues()
    {
        QueueClientOptions encoded = new() { MessageEncoding = QueueMessageEncoding.Base64 };
        return _connection is null ? new QueueServiceClient(Endpoint("queue"), credential, encoded) : new QueueServiceClient(_connection, encoded);
    }

    /// <summary>Whether a text can be a connection string; nothing is connected to.</summary>
    public static bool IsConnectionString(string text)
    {
        try
        {
            _ = new TableServiceClient(text);
            _ = new BlobServiceClient(text);
            _ = new QueueServiceClient(text);
            return true;
        }
        catch (Exception malformed) when (malformed is FormatException or ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    private Uri Endpoint(string service) => new($"https://{_account}.{service}.{_suffix}");
}
