using BatchAi.Activities;
using BatchAi.Functions;
using BatchAi.Orchestrations;
using BatchAi.Services;
using BatchAi.Simulation;
using Microsoft.Extensions.DependencyInjection;

namespace BatchAi.Testing;

/// <summary>
/// The real worker of Durable Task on a hub, as the engine of a simulated control plane; one worker is one life. As on Functions, the
/// client belongs to one invocation.
/// </summary>
/// <param name="hub">Outlives this engine, unless it is handed over with <see cref="SteppedAsync"/>.</param>
/// <param name="idle">How to wait until nothing more can be done now.</param>
public sealed class DurableEngine(TaskHub hub, Func<Task> idle) : IOrchestrationEngine
{
    private HubWorker? _worker;
    private TurnRecorder? _recorder;
    private bool _ownsHub;
    private bool _records;

    public DateTimeOffset? NextDue => hub.IsStepped ? hub.NextDue : null;

    /// <summary>What the worker was asked so far; empty for one that does not record it.</summary>
    public IReadOnlyList<RecordedTurn> Turns => _recorder?.Turns ?? [];

    /// <summary>A hub of its own in memory that goes by a clock, and ends with the engine.</summary>
    public static async Task<DurableEngine> SteppedAsync(TimeProvider clock, bool records = false)
    {
        TaskHub hub = await TaskHub.SteppedAsync(clock);
        return new DurableEngine(hub, hub.RunUntilIdleAsync) { _ownsHub = true, _records = records };
    }

    public void Register(IServiceCollection services) => services
        .AddScoped<InvocationEngine>()
        .AddScoped<IOrchestrationClient>(provider =>
            new PatientClient(new DurableOrchestrationClient(provider.GetRequiredService<InvocationEngine>().Client)));

    public async Task StartAsync(IServiceProvider services)
    {
        IHubWork work = new CatalogWork(OrchestrationCatalog.All, ActivityCatalog.All, services, hub.Client);
        _recorder = _records ? new TurnRecorder(work) : null;
        _worker = await hub.StartWorkerAsync(_recorder ?? work);
    }

    public IServiceProvider Bind(IServiceProvider scope) => InvocationEngine.Bind(scope, hub.Client);

    public Task RunUntilIdleAsync() => idle();

    public void Cut() => _worker?.Cut();

    public async ValueTask DisposeAsync()
    {
        if (_worker is not null)
            await _worker.KillAsync();
        if (_ownsHub)
            await hub.DisposeAsync();
    }
}
