using BatchAi.Activities;
using BatchAi.Contracts.Tests;
using BatchAi.Orchestrations;
using Microsoft.Extensions.DependencyInjection;

namespace BatchAi.Functions.Tests;

/// <summary>The real engine under the contract that the embedded one meets, too.</summary>
public sealed class DurableEngineFixture : IEngineFixture
{
    private readonly ServiceProvider _services = new ServiceCollection().AddScoped<InvocationEngine>().BuildServiceProvider();
    private DurableEngine? _engine;

    public bool IsHostile => false;

    /// <remarks>So the engine in memory does. The Functions host asks for the instance before it raises an event.</remarks>
    public bool KeepsEarlyRings => true;

    public async Task<IOrchestrationClient> StartAsync(IEnumerable<OrchestrationDescriptor> orchestrations, IEnumerable<ActivityDescriptor> activities)
    {
        _engine = await DurableEngine.StartAsync(orchestrations, activities, _services);
        return _engine.Orchestrations;
    }

    public async ValueTask DisposeAsync()
    {
        if (_engine is not null)
            await _engine.DisposeAsync();
        await _services.DisposeAsync();
    }
}
