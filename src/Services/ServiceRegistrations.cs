using BatchAi.State;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BatchAi.Services;

/// <summary>Registers what the API, the queue, the timers and the activities call.</summary>
public static class ServiceRegistrations
{
    /// <summary>
    /// The services and the state below them. The host adds the boundary: stores, fleet, offers, bootstrap, identity,
    /// secrets, output files, signal, orchestration client, clock and <see cref="ClusterTiming"/>. A host that has
    /// whose nodes cannot run every job registers <see cref="INodeAbilities"/>. A host that has queues registers
    /// <see cref="IJobMessages"/>,
    /// <see cref="IJobEvents"/> and <see cref="IMessageBodies"/> before this call; without, nothing is announced.
    /// </summary>
    /// <remarks>What stands above the orchestration client is scoped, because on Azure the client belongs to one invocation.</remarks>
    public static IServiceCollection AddServices(this IServiceCollection services)
    {
        services.AddState();
        services.TryAddSingleton<IJobMessages, NoMessages>();
        services.TryAddSingleton<IJobEvents, NoMessages>();
        services.TryAddSingleton<IMessageBodies, NoMessages>();
        services.TryAddSingleton<INodeAbilities, AbleNodes>();
        services.TryAddSingleton<Announcements>();
        services.TryAddSingleton<ControlPlane>();
        services.TryAddSingleton<FleetObserver>();
        services.TryAddSingleton<JobMessageReader>();
        services.TryAddSingleton<LedgerRollUp>();
        services.TryAddSingleton<NodeLaunch>();
        services.TryAddSingleton<NodeSessions>();
        services.TryAddSingleton<ScaleSetSpecs>();
        services.TryAddScoped<AttendJobs>();
        services.TryAddScoped<Bells>();
        services.TryAddScoped<CheckRest>();
        services.TryAddScoped<Housekeeping>();
        services.TryAddScoped<IntentRunner>();
        services.TryAddScoped<JobMessageHandler>();
        services.TryAddScoped<NodeRegistration>();
        services.TryAddScoped<NodeSync>();
        services.TryAddScoped<LiveClusters>();
        services.TryAddScoped<LiveJobs>();
        services.TryAddScoped<Operations>();
        services.TryAddScoped<Removals>();
        services.TryAddScoped<Watchdog>();
        services.TryAddScoped<WatchdogRound>();

        // The table of resource kinds.
        services.TryAddScoped<ResourceKinds>();
        return services.AddKind<Workspaces>().AddKind<Experiments>().AddKind<Clusters>().AddKind<Jobs>();
    }

    private static IServiceCollection AddKind<TKind>(this IServiceCollection services)
        where TKind : class, IResourceKind
    {
        services.TryAddScoped<TKind>();
        services.TryAddEnumerable(ServiceDescriptor.Scoped<IResourceKind, TKind>(provider => provider.GetRequiredService<TKind>()));
        return services;
    }
}
