using BatchAi.State;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BatchAi.Services;

/// <summary>Registers what the API, the queue, the timers and the activities call.</summary>
public static class ServiceRegistrations
{
    /// <summary>
    /// The services and the state below them. The host adds the boundary: stores, fleet, offers, bootstrap, identity, secrets, output files, signal,
    /// orchestration client, clock and <see cref="ClusterTiming"/>. A host that has queues registers <see cref="IJobMessages"/>,
    /// <see cref="IJobEvents"/> and <see cref="IMessageBodies"/> before this call; without, nothing is announced.
    /// </summary>
    /// <remarks>What stands above the orchestration client is scoped, because on Azure the client belongs to one invocation.</remarks>
    public static IServiceCollection AddServices(this IServiceCollection services)
    {
        services.AddState();
        services.TryAddSingleton<IJobEvents, NoMessages>();
        services.TryAddSingleton<IMessageBodies, NoMessages>();
        services.TryAddSingleton<Announcements>();
        services.TryAddSingleton<ControlPlane>();
        services.TryAddSingleton<FleetObserver>();
        services.TryAddSingleton<JobMessageReader>();
        services.TryAddSingleton<LedgerRollUp>();
        services.TryAddSingleton<NodeLaunch>();
        services.TryAddSingleton<NodeSessions>();
        services.TryAddSingleton<ScaleSetSpecs>();
        services.TryAddSingleton<ClusterQueries>();
        services.TryAddScoped<AttendJobs>();
        services.TryAddScoped<Bells>();
        services.TryAddScoped<CheckRest>();
        services.TryAddScoped<ClusterCommands>();
        services.TryAddScoped<ClusterCreation>();
        services.TryAddScoped<Clusters>();
        services.TryAddScoped<Creation>();
        services.TryAddScoped<DeletionCommands>();
        services.TryAddScoped<Experiments>();
        services.TryAddScoped<Housekeeping>();
        services.TryAddScoped<IntentRunner>();
        services.TryAddScoped<JobCommands>();
        services.TryAddScoped<JobCreation>();
        services.TryAddScoped<JobMessageHandler>();
        services.TryAddScoped<Jobs>();
        services.TryAddScoped<NodeRegistration>();
        services.TryAddScoped<NodeSync>();
        services.TryAddScoped<Operations>();
        services.TryAddScoped<Watchdog>();
        services.TryAddScoped<WatchdogRound>();
        services.TryAddScoped<Workspaces>();
        return services;
    }
}
