using System.Text.Json;
using BatchAi.Activities;
using BatchAi.Functions;
using BatchAi.Orchestrations;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker.Grpc;
using Microsoft.Extensions.DependencyInjection;

namespace BatchAi.Testing;

/// <summary>
/// Our descriptors through the adapter and the runner of the Durable worker, in this process; each activity in a scope
/// of its own, as the Functions worker has it.
/// </summary>
/// <param name="services">Has <see cref="InvocationEngine"/> and what the activities need.</param>
/// <param name="client">What activities start and ring orchestrations with.</param>
public sealed class CatalogWork(
    IEnumerable<OrchestrationDescriptor> orchestrations,
    IEnumerable<ActivityDescriptor> activities,
    IServiceProvider services,
    DurableTaskClient client) : IHubWork
{
    private readonly Dictionary<string, OrchestrationDescriptor> _orchestrations = orchestrations.ToDictionary(orchestration =>
        orchestration.Name);
    private readonly Dictionary<string, ActivityDescriptor> _activities = activities.ToDictionary(activity => activity.Name);

    /// <summary>What stands between an orchestration and the adapter; a test may put its own clock there.</summary>
    public Func<OrchestrationContext, OrchestrationContext> Around { get; init; } = context => context;

    public Task<string> OrchestrateAsync(string name, string request) =>
        Task.FromResult(
            GrpcOrchestrationRunner.LoadAndRun<string, string>(
                request,
                (durable, input) => _orchestrations[name].RunAsync(Around(new DurableOrchestrationContext(durable)), input!)!));

    public async Task<string?> ActAsync(string name, string instanceId, string? input)
    {
        await using AsyncServiceScope scope = services.CreateAsyncScope();
        IServiceProvider bound = InvocationEngine.Bind(scope.ServiceProvider, client);
        return JsonSerializer.Serialize(
            await _activities[name].RunAsync(bound, JsonSerializer.Deserialize<string>(input!)!, CancellationToken.None));
    }
}
