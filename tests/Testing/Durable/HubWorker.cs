using DurableTask.Core;
using DurableTask.Core.History;
using DurableTask.Core.Middleware;
using Microsoft.Extensions.Logging.Abstractions;

namespace BatchAi.Testing;

/// <summary>One process that works for a hub, as far as the hub can tell.</summary>
public sealed class HubWorker : IAsyncDisposable
{
    /// <summary>How long a worker that is ended by force may take for it.</summary>
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(2);

    private readonly TaskHubWorker _worker;
    private readonly HubConnection _connection;
    private bool _ended;

    private HubWorker(TaskHubWorker worker, HubConnection connection)
    {
        _worker = worker;
        _connection = connection;
    }

    /// <summary>Takes no more work and lets what it has begun end.</summary>
    public Task StopAsync() => EndAsync(forced: false);

    /// <summary>
    /// Ends at once: from this moment on nothing it does reaches the hub, and what it held is handed out again, in
    /// memory now and on Azure Storage when its messages show again.
    /// </summary>
    public Task KillAsync()
    {
        Cut();
        return EndAsync(forced: true);
    }

    /// <summary>
    /// The moment of death alone, for whoever dies in the midst of its own work; <see cref="KillAsync"/> follows when
    /// that has returned.
    /// </summary>
    public void Cut() => _connection.Cut();

    internal void ThrowIfCut() => _connection.ThrowIfCut();

    public async ValueTask DisposeAsync()
    {
        await EndAsync(forced: true);
        _worker.Dispose();
    }

    internal static async Task<HubWorker> StartAsync(IOrchestrationService service, HubConnection connection, IHubWork work)
    {
        TaskHubWorker worker = new(new MortalService(service, connection), NullLoggerFactory.Instance)
        {
            ErrorPropagationMode = ErrorPropagationMode.UseFailureDetails,
        };
        // The last of their pipelines: what comes next would look for the code in this process.
        worker.AddOrchestrationDispatcherMiddleware(async (context, _) =>
        {
            connection.ThrowIfCut();
            OrchestrationRuntimeState state = context.GetProperty<OrchestrationRuntimeState>();
            if (connection.Clock is { } clock)
                HubTurn.Stamp(state, clock.GetUtcNow());
            context.SetProperty(HubTurn.Result(await work.OrchestrateAsync(state.Name, HubTurn.Request(state))));
            connection.ThrowIfCut();
        });
        worker.AddActivityDispatcherMiddleware(async (context, _) =>
        {
            connection.ThrowIfCut();
            context.SetProperty(new ActivityExecutionResult { ResponseEvent = await ActAsync(work, context) });
            connection.ThrowIfCut();
        });
        await worker.StartAsync();
        return new HubWorker(worker, connection);
    }

    private static async Task<HistoryEvent> ActAsync(IHubWork work, DispatchMiddlewareContext context)
    {
        TaskScheduledEvent call = context.GetProperty<TaskScheduledEvent>();
        try
        {
            return new TaskCompletedEvent(
                -1,
                call.EventId,
                await work.ActAsync(call.Name!, context.GetProperty<OrchestrationInstance>().InstanceId, HubTurn.Input(call)));
        }
        catch (Exception failure)
        {
            return new TaskFailedEvent(-1, call.EventId, reason: null, details: null, new FailureDetails(failure));
        }
    }

    private async Task EndAsync(bool forced)
    {
        if (_ended)
            return;

        _ended = true;
        Task stopped = _worker.StopAsync(forced);
        try
        {
            await (forced ? stopped.WaitAsync(s_farewell) : stopped);
        }
        catch (Exception) when (forced)
        {
            // It cannot even say good-bye: on Azure Storage it would wait for partitions that it can no longer give back.
        }
    }
}
