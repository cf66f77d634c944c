using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BatchAi.State;

/// <summary>Registers what reads and writes the store.</summary>
public static class StateServices
{
    /// <summary>The host adds <see cref="ITableStore"/>, <see cref="ISecretStore"/> and <see cref="TimeProvider"/>.</summary>
    public static IServiceCollection AddState(this IServiceCollection services)
    {
        services.TryAddSingleton<FactStore>();
        services.TryAddSingleton<IntentStore>();
        services.TryAddSingleton<JournalReader>();
        services.TryAddSingleton<LedgerReader>();
        services.TryAddSingleton<MessageLog>();
        services.TryAddSingleton<OperationStore>();
        services.TryAddSingleton<ResourceStore>();
        return services;
    }
}
