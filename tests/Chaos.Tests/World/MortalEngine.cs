using BatchAi.Simulation;
using Microsoft.Extensions.DependencyInjection;

namespace BatchAi.Chaos.Tests;

/// <summary>The engine of one life: after its death nobody gets an answer, even when the engine itself swallowed what killed it.</summary>
internal sealed class MortalEngine(IOrchestrationEngine engine, Life life) : IOrchestrationEngine
{
    public DateTimeOffset? NextDue => engine.NextDue;

    public void Register(IServiceCollection services) => engine.Register(services);

    public Task StartAsync(IServiceProvider services) => engine.StartAsync(services);

    public IServiceProvider Bind(IServiceProvider scope) => engine.Bind(scope);

    public async Task RunUntilIdleAsync()
    {
        await engine.RunUntilIdleAsync();
        life.ThrowIfOver();
    }

    public void Cut() => engine.Cut();

    public ValueTask DisposeAsync() => engine.DisposeAsync();
}
