using BatchAi.Activities;
using BatchAi.Orchestrations;
using BatchAi.Services;
using BatchAi.State;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BatchAi.Simulation;

/// <summary>The one place where the real control plane is composed for tests, benches and simulations. An engine has to be added.</summary>
public static class ControlPlaneComposition
{
    /// <summary>Of the simulated world; nothing that is kept with it is anybody's secret.</summary>
    private static readonly byte[] s_secretKey = [.. Enumerable.Range(0, SecretStore.KeyBytes).Select(number => (byte)number)];

    /// <summary>Registers all but the engine.</summary>
    public static IServiceCollection AddControlPlane(this IServiceCollection services, ControlPlaneParts parts)
    {
        parts.Also(services);
        if (parts.Events is not null)
            services.TryAddSingleton(parts.Events);
        services
            .AddLogging()
            .AddSingleton(parts.Clock)
            .AddSingleton<ITableStore>(new StoreLimits(parts.Store))
            .AddSingleton(parts.Fleet)
            .AddSingleton(parts.Usages)
            .AddSingleton(parts.Offers)
            .AddSingleton(parts.Identity)
            .AddSingleton<INodeBootstrap>(SimulatedNeighbours.Instance)
            .AddSingleton(parts.Signal ?? new InProcessSignal(parts.Clock))
            .AddSingleton(parts.Timing)
            .AddActivities()
            .AddOrchestrations()
            .AddScoped<AgentCalls>();
        services.TryAddSingleton<IOutputFiles>(SimulatedNeighbours.Instance);
        services.TryAddSingleton(provider => parts.Secrets ?? new SecretStore(provider.GetRequiredService<ITableStore>(), s_secretKey));
        return services;
    }
}
