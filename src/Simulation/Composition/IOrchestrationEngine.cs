using Microsoft.Extensions.DependencyInjection;

namespace BatchAi.Simulation;

/// <summary>What runs orchestrations and activities during one life of the control plane.</summary>
public interface IOrchestrationEngine : IAsyncDisposable
{
    /// <summary>When it does something next without being rung; null when it waits for no time, or goes by another clock.</summary>
    DateTimeOffset? NextDue { get; }

    /// <summary>Adds the engine's client, and what else it needs, to the control plane's services.</summary>
    void Register(IServiceCollection services);

    /// <summary>Begins, and goes on with every instance it remembers.</summary>
    Task StartAsync(IServiceProvider services);

    /// <summary>Hands a new scope what an invocation has: on Durable Functions the engine's client belongs to one.</summary>
    IServiceProvider Bind(IServiceProvider scope) => scope;

    /// <summary>Returns when nothing more can be done at the clock's present time.</summary>
    Task RunUntilIdleAsync();

    /// <summary>The process is killed: whatever still runs in it, nothing that it does from now on is kept.</summary>
    void Cut();
}
