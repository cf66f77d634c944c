using Microsoft.Extensions.DependencyInjection;

namespace BatchAi.Simulation;

/// <summary>One process of the control plane, from its start to its end. The facts outlive it; the engine's history may.</summary>
public sealed class ControlPlaneLife : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly IServiceScope _scope;
    private readonly IServiceProvider _bound;

    private ControlPlaneLife(ServiceProvider services, IOrchestrationEngine engine)
    {
        (_services, Engine) = (services, engine);
        _scope = services.CreateScope();
        _bound = engine.Bind(_scope.ServiceProvider);
    }

    public IOrchestrationEngine Engine { get; }

    public static async Task<ControlPlaneLife> StartAsync(ControlPlaneParts parts, IOrchestrationEngine engine)
    {
        ServiceCollection services = new();
        services.AddControlPlane(parts);
        engine.Register(services);
        ServiceProviderOptions strict = new() { ValidateOnBuild = true, ValidateScopes = true };
        ServiceProvider provider = services.BuildServiceProvider(strict);
        await engine.StartAsync(provider);
        return new ControlPlaneLife(provider, engine);
    }

    /// <summary>A service, as one long invocation sees it.</summary>
    public T Get<T>()
        where T : notnull => _bound.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        _scope.Dispose();
        await _services.DisposeAsync();
    }
}
