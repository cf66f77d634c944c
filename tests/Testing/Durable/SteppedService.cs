using System.Diagnostics;
using DurableTask.Core;
using DurableTask.Core.History;

namespace BatchAi.Testing;

/// <summary>
/// A hub in memory whose timers go by a clock that a test moves. It hands out work only while the test lets it, one turn and one activity at a time, so that
/// a story is told the same way each time.
/// </summary>
internal sealed class SteppedService(IOrchestrationService inner, IOrchestrationServiceClient client, TimeProvider clock) : HubService(inner)
{
    /// <summary>Those of one worker: for turns and for activities.</summary>
    private const int Dispatchers = 2;

    /// <summary>Looks in a row at which nothing must be under way. A message becomes a work item on another thread, between two looks.</summary>
    private const int QuietLooks = 8;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly PriorityQueue<TaskMessage, DateTime> _timers = new();
    private TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _waiting;
    private int _held;

    public override int MaxConcurrentTaskOrchestrationWorkItems => 1;

    public override int MaxConcurrentTaskActivityWorkItems => 1;

    /// <summary>When the next timer is due; null when there is none.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            lock (_timers)
                return _timers.TryPeek(out _, out DateTime due) ? new DateTimeOffset(due, TimeSpan.Zero) : null;
        }
    }

    /// <summary>Lets everything happen that is due by now.</summary>
    public async Task RunUntilIdleAsync(Action throwIfDead)
    {
        _gate.SetResult();
        try
        {
            do
            {
                await UntilQuietAsync(throwIfDead);
            }
            while (await FireAsync());
        }
        finally
        {
            _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public override async Task<TaskOrchestrationWorkItem?> LockNextTaskOrchestrationWorkItemAsync(TimeSpan receiveTimeout, CancellationToken cancellationToken) =>
        await TakeAsync(
            () => base.LockNextTaskOrchestrationWorkItemAsync(receiveTimeout, cancellationToken),
            async turn =>
            {
                await AbandonTaskOrchestrationWorkItemAsync(turn);
                await ReleaseTaskOrchestrationWorkItemAsync(turn);
            },
            cancellationToken);

    public override async Task ReleaseTaskOrchestrationWorkItemAsync(TaskOrchestrationWorkItem workItem)
    {
        await base.ReleaseTaskOrchestrationWorkItemAsync(workItem);
        Interlocked.Decrement(ref _held);
    }

    public override Task CompleteTaskOrchestrationWorkItemAsync(
        TaskOrchestrationWorkItem workItem,
        OrchestrationRuntimeState newOrchestrationRuntimeState,
        IList<TaskMessage> outboundMessages,
        IList<TaskMessage> orchestratorMessages,
        IList<TaskMessage> timerMessages,
        TaskMessage? continuedAsNewMessage,
        OrchestrationState? orchestrationState)
    {
        if (orchestrationState is not null)
            orchestrationState.LastUpdatedTime = clock.GetUtcNow().UtcDateTime;
        lock (_timers)
            _timers.EnqueueRange(timerMessages.Select(timer => (timer, ((TimerFiredEvent)timer.Event).FireAt)));
        return base.CompleteTaskOrchestrationWorkItemAsync(workItem, newOrchestrationRuntimeState, outboundMessages, orchestratorMessages, [], continuedAsNewMessage, orchestrationState);
    }

    public override async Task<TaskActivityWorkItem?> LockNextTaskActivityWorkItem(TimeSpan receiveTimeout, CancellationToken cancellationToken) =>
        await TakeAsync(() => base.LockNextTaskActivityWorkItem(receiveTimeout, cancellationToken), AbandonTaskActivityWorkItemAsync, cancellationToken);

    public override async Task CompleteTaskActivityWorkItemAsync(TaskActivityWorkItem workItem, TaskMessage responseMessage)
    {
        await base.CompleteTaskActivityWorkItemAsync(workItem, responseMessage);
        Interlocked.Decrement(ref _held);
    }

    public override async Task AbandonTaskActivityWorkItemAsync(TaskActivityWorkItem workItem)
    {
        await base.AbandonTaskActivityWorkItemAsync(workItem);
        Interlocked.Decrement(ref _held);
    }

    private async Task<T?> TakeAsync<T>(Func<Task<T?>> takeAsync, Func<T, Task> giveBackAsync, CancellationToken cancellation)
        where T : class
    {
        T? taken;
        Interlocked.Increment(ref _waiting);
        try
        {
            taken = await takeAsync();
            if (taken is null)
                return null;

            Interlocked.Increment(ref _held);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }

        try
        {
            await _gate.Task.WaitAsync(cancellation);
            return taken;
        }
        catch (OperationCanceledException)
        {
            // The worker ends before it got it.
            await giveBackAsync(taken);
            throw;
        }
    }

    private async Task UntilQuietAsync(Action throwIfDead)
    {
        Stopwatch waited = Stopwatch.StartNew();
        for (int quiet = 0, looks = 0; quiet < QuietLooks; looks++)
        {
            throwIfDead();
            Assert.True(waited.Elapsed < s_patience, $"Expected the hub to be quiet within {s_patience}, but {_held} work items are held and {_waiting} dispatchers wait");
            quiet = Volatile.Read(ref _held) == 0 && Volatile.Read(ref _waiting) == Dispatchers ? quiet + 1 : 0;
            if (quiet == 0 && looks > QuietLooks * 8)
                await Task.Delay(1);
            else
                await Task.Yield();
        }
    }

    /// <summary>False when no timer was due.</summary>
    private async Task<bool> FireAsync()
    {
        bool fired = false;
        while (Due() is { } timer)
        {
            // The hub asks the machine's clock whether it is time yet.
            ((TimerFiredEvent)timer.Event).FireAt = DateTime.UnixEpoch;
            await client.SendTaskOrchestrationMessageAsync(timer);
            fired = true;
        }

        return fired;
    }

    private TaskMessage? Due()
    {
        lock (_timers)
            return _timers.TryPeek(out _, out DateTime due) && due <= clock.GetUtcNow().UtcDateTime ? _timers.Dequeue() : null;
    }
}
