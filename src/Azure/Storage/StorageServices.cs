using BatchAi.Activities;
using Microsoft.Extensions.DependencyInjection;

namespace BatchAi.AzureAdapters;

/// <summary>Registers what lies in a storage account.</summary>
public static class StorageServices
{
    /// <summary>The queues and the container of job messages.</summary>
    public static IServiceCollection AddStorageMessages(this IServiceCollection services, StorageAccount account)
    {
        StorageQueues queues = new(account.Queues);
        return services
            .AddSingleton(account)
            .AddSingleton<IJobMessages>(queues)
            .AddSingleton<IJobEvents>(queues)
            .AddSingleton<IMessageBodies>(new StorageMessageBodies(account.Blobs));
    }

    /// <summary>The state of the product in the account's tables.</summary>
    public static ITableStore OpenTables(this StorageAccount account) => new ReachableTableStore(new AzureTableStore(account.Tables));
}
