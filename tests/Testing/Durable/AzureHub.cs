using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using DurableTask.AzureStorage;
using Microsoft.Extensions.Logging.Abstractions;

namespace BatchAi.Testing;

/// <summary>A hub's storage account as one process reaches it.</summary>
internal sealed class AzureHub(string connectionString, HttpPipelinePolicy policy) :
    IStorageServiceClientProvider<BlobServiceClient, BlobClientOptions>,
    IStorageServiceClientProvider<QueueServiceClient, QueueClientOptions>,
    IStorageServiceClientProvider<TableServiceClient, TableClientOptions>
{
    public static AzureStorageOrchestrationServiceSettings Settings(
        string connectionString,
        string name,
        HubSettings settings,
        HubConnection connection,
        HubRequests requests)
    {
        AzureHub account = new(connectionString, new HubPolicy(connection, requests));
        return new AzureStorageOrchestrationServiceSettings
        {
            StorageAccountClientProvider = new StorageAccountClientProvider(account, account, account),
            TaskHubName = name,
            WorkerId = connection.Name,
            AppName = "BatchAi",
            PartitionCount = settings.Partitions,
            MaxQueuePollingInterval = settings.LongestPoll,
            ControlQueueVisibilityTimeout = settings.HiddenFor,
            WorkItemQueueVisibilityTimeout = settings.HiddenFor,
            LeaseInterval = settings.Lease,
            LeaseRenewInterval = settings.Lease / 3,
            LeaseAcquireInterval = settings.Lease / 3,
            UseTablePartitionManagement = true,
            UseLegacyPartitionManagement = false,
            UseAppLease = false,
            ThrowExceptionOnInvalidDedupeStatus = true,
            LoggerFactory = NullLoggerFactory.Instance,
        };
    }

    BlobClientOptions IStorageServiceClientProvider<BlobServiceClient, BlobClientOptions>.CreateOptions() => With(new BlobClientOptions());

    BlobServiceClient IStorageServiceClientProvider<BlobServiceClient, BlobClientOptions>.CreateClient(BlobClientOptions options) =>
        new(connectionString, options);

    QueueClientOptions IStorageServiceClientProvider<QueueServiceClient, QueueClientOptions>.CreateOptions() =>
        With(new QueueClientOptions());

    QueueServiceClient IStorageServiceClientProvider<QueueServiceClient, QueueClientOptions>.CreateClient(QueueClientOptions options) =>
        new(connectionString, options);

    TableClientOptions IStorageServiceClientProvider<TableServiceClient, TableClientOptions>.CreateOptions() =>
        With(new TableClientOptions());

    TableServiceClient IStorageServiceClientProvider<TableServiceClient, TableClientOptions>.CreateClient(TableClientOptions options) =>
        new(connectionString, options);

    private TOptions With<TOptions>(TOptions options)
        where TOptions : ClientOptions
    {
        options.AddPolicy(policy, HttpPipelinePosition.PerRetry);
        return options;
    }
}
