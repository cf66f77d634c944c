using BatchAi.Activities;
using BatchAi.Services;
using Microsoft.Extensions.DependencyInjection;

namespace BatchAi.Orchestrations;

/// <summary>All orchestrations.</summary>
public static class OrchestrationCatalog
{
    public static IReadOnlyList<OrchestrationDescriptor> All { get; } =
    [
        OrchestrationDescriptor.Of<ClusterTurn, Done>(OrchestrationNames.Cluster, ClusterOrchestration.RunAsync),
        OrchestrationDescriptor.Of<JobTurn, Done>(OrchestrationNames.Job, JobOrchestration.RunAsync),
        OrchestrationDescriptor.Of<DeletionTurn, Done>(OrchestrationNames.Deletion, DeletionOrchestration.RunAsync),
    ];

    public static IServiceCollection AddOrchestrations(this IServiceCollection services)
    {
        foreach (OrchestrationDescriptor orchestration in All)
            services.AddSingleton(orchestration);
        return services;
    }
}
