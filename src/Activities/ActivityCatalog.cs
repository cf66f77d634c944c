using Microsoft.Extensions.DependencyInjection;

namespace BatchAi.Activities;

/// <summary>All activities, and the services they are made of.</summary>
public static class ActivityCatalog
{
    public static IReadOnlyList<ActivityDescriptor> All { get; } =
    [
        ActivityDescriptor.Of<AdvanceDeletion, DeletionTurn, bool>(),
        ActivityDescriptor.Of<AdvanceJob, JobTurn, JobStepResult>(),
        ActivityDescriptor.Of<FinishJob, JobTurn, Done>(),
        ActivityDescriptor.Of<Reconcile, ClusterTurn, ClusterStep>(),
        ActivityDescriptor.Of<WorkOnFleet, FleetOrder, FleetReport>(),
        ActivityDescriptor.Of<WriteAssignments, AssignmentSlice, Done>(),
    ];

    /// <summary>The host adds the boundary: stores, fleet, sizes, bootstrap, identity, secrets, signal, orchestration client, clock and <see cref="ClusterTiming"/>.</summary>
    public static IServiceCollection AddActivities(this IServiceCollection services)
    {
        foreach (ActivityDescriptor activity in All)
            services.AddSingleton(activity);

        // Scoped where the orchestration client stands below: on Azure it belongs to one invocation.
        return services
            .AddMessages()
            .AddSingleton<ControlPlane>()
            .AddSingleton<FactStore>()
            .AddSingleton<FleetObserver>()
            .AddSingleton<JournalReader>()
            .AddSingleton<LedgerReader>()
            .AddSingleton<LedgerRollUp>()
            .AddSingleton<NodeLaunch>()
            .AddSingleton<NodeSessions>()
            .AddSingleton<ScaleSetSpecs>()
            .AddScoped<AttendJobs>()
            .AddScoped<Bells>()
            .AddScoped<CheckRest>()
            .AddScoped<ClusterCommands>()
            .AddScoped<DeletionCommands>()
            .AddScoped<FinishJob>()
            .AddScoped<Housekeeping>()
            .AddScoped<JobCommands>()
            .AddScoped<NodeCommands>()
            .AddScoped<NodeRegistration>()
            .AddScoped<NodeSync>()
            .AddScoped<Watchdog>()
            .AddScoped<WriteAssignments>();
    }
}
