using BatchAi.Activities;
using BatchAi.Orchestrations;
using BatchAi.Services;
using BatchAi.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace BatchAi.Functions.Tests;

/// <summary>The adapter and the runner of the Durable worker on a hub, under the contract that the embedded engine meets, too.</summary>
public sealed class DurableEngineFixture(Func<Task<TaskHub>> openAsync) : IEngineFixture
{
    private readonly ServiceProvider _services = new ServiceCollection().AddScoped<InvocationEngine>()
        .BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    private TaskHub? _hub;

    public bool IsHostile => false;

    public async Task<IOrchestrationClient> StartAsync(
        IEnumerable<OrchestrationDescriptor> orchestrations,
        IEnumerable<ActivityDescriptor> activities)
    {
        _hub = await openAsync();
        await _hub.StartWorkerAsync(new CatalogWork(orchestrations, activities, _services, _hub.Client));
        return _hub.Orchestrations;
    }

    public async ValueTask DisposeAsync()
    {
        if (_hub is not null)
            await _hub.DisposeAsync();
        await _services.DisposeAsync();
    }
}
