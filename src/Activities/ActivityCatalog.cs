using BatchAi.Services;
using Microsoft.Extensions.DependencyInjection;

namespace BatchAi.Activities;

/// <summary>All activities.</summary>
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

    /// <summary>The activities, and the services that they are made of.</summary>
    public static IServiceCollection AddActivities(this IServiceCollection services)
    {
        services.AddServices();
        foreach (ActivityDescriptor activity in All)
            services.AddSingleton(activity);

        // Those that another activity calls; the engine makes the rest.
        return services.AddScoped<FinishJob>().AddScoped<WriteAssignments>();
    }
}
