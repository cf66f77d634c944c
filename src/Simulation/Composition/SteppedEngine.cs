using BatchAi.Embedded;
using Microsoft.Extensions.DependencyInjection;

namespace BatchAi.Simulation;

/// <summary>
/// The embedded engine in stepped mode: it works only when it is told to, on the caller's thread, and so always in the same order.
/// </summary>
/// <param name="historyPath">File of its history; null keeps the history in memory, where it ends with the life.</param>
public sealed class SteppedEngine(IEngineDisturbance? disturbance = null, string? historyPath = null) : IOrchestrationEngine
{
    private EmbeddedEngine? _engine;

    public DateTimeOffset? NextDue => Engine.NextDue;

    private EmbeddedEngine Engine => _engine ?? throw new InvalidOperationException("The engine was not started.");

    public void Register(IServiceCollection services) =>
        services.AddEmbeddedEngine(new EmbeddedEngineOptions { Stepped = true, DatabasePath = historyPath, Disturbance = disturbance });

    public Task StartAsync(IServiceProvider services)
    {
        _engine = services.GetRequiredService<EmbeddedEngine>();
        return _engine.StartAsync(CancellationToken.None);
    }

    public Task RunUntilIdleAsync() => Engine.RunUntilIdleAsync();

    public void Cut() => _engine?.Dispose();

    public ValueTask DisposeAsync()
    {
        Cut();
        return ValueTask.CompletedTask;
    }
}
