using BatchAi.Orchestrations;
using BatchAi.Services;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace BatchAi.Functions;

/// <summary>One function an orchestration of the catalog.</summary>
public static class OrchestrationTriggers
{
    private static readonly Dictionary<string, OrchestrationDescriptor> s_catalog = OrchestrationCatalog.All.ToDictionary(orchestration =>
        orchestration.Name);

    [Function(OrchestrationNames.Cluster)]
    public static Task<string> Cluster([OrchestrationTrigger] TaskOrchestrationContext context) =>
        RunAsync(OrchestrationNames.Cluster, context);

    [Function(OrchestrationNames.Deletion)]
    public static Task<string> Deletion([OrchestrationTrigger] TaskOrchestrationContext context) =>
        RunAsync(OrchestrationNames.Deletion, context);

    [Function(OrchestrationNames.Job)]
    public static Task<string> Job([OrchestrationTrigger] TaskOrchestrationContext context) => RunAsync(OrchestrationNames.Job, context);

    private static Task<string> RunAsync(string name, TaskOrchestrationContext context) =>
        DurableOrchestrationContext.RunAsync(s_catalog[name], context);
}
