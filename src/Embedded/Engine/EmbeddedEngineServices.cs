using BatchAi.Activities;
using BatchAi.Services;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace BatchAi.Embedded;

/// <summary>Registers the embedded durable engine.</summary>
public static class EmbeddedEngineServices
{
    /// <summary>
    /// The engine as <see cref="IOrchestrationClient"/> and hosted service. It runs the registered
    /// <see cref="Orchestrations.OrchestrationDescriptor"/>s and <see cref="ActivityDescriptor"/>s; register it before
    /// whatever calls it while starting.
    /// </summary>
    public static IServiceCollection AddEmbeddedEngine(this IServiceCollection services, EmbeddedEngineOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton<EmbeddedEngine>();
        services.AddSingleton<IOrchestrationClient>(provider => provider.GetRequiredService<EmbeddedEngine>());
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<EmbeddedEngine>());
        return services;
    }
}
