using BatchAi.Services;
using BatchAi.State;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BatchAi.AzureAdapters;

/// <summary>Registers what lies in a storage account.</summary>
public static class StorageServices
{
    /// <summary>The queues and the container of job messages in the registered <see cref="StorageAccount"/>.</summary>
    /// <remarks>
    /// Call it before <c>AddActivities</c>, which registers stand-ins for hosts without messages only where nothing is
    /// registered yet.
    /// </remarks>
    public static IServiceCollection AddStorageMessages(this IServiceCollection services)
    {
        services.TryAddSingleton(provider => new StorageQueues(provider.GetRequiredService<StorageAccount>().Queues));
        services.TryAddSingleton<IJobMessages>(provider => provider.GetRequiredService<StorageQueues>());
        services.TryAddSingleton<IJobEvents>(provider => provider.GetRequiredService<StorageQueues>());
        services.TryAddSingleton<IMessageBodies>(provider => new StorageMessageBodies(provider.GetRequiredService<StorageAccount>().Blobs));
        return services;
    }

    /// <summary>The state of the product in the account's tables.</summary>
    public static ITableStore OpenTables(this StorageAccount account) => new ReachableTableStore(new AzureTableStore(account.Tables));
}
