using System.Collections.Concurrent;
using System.Diagnostics;
using DurableTask.Core;
using DurableTask.Core.History;
using Microsoft.DurableTask.Testing.Sidecar;

namespace BatchAi.Testing;

/// <summary>
/// A hub in memory whose timers go by a clock that a test moves. It hands out work only while the test lets it, one
/// turn and one activity at a time, so that a story is told the same way each time.
/// </summary>
/// <remarks>
/// A message becomes a work item on another thread, so "nothing is held" does not mean that nothing is to come. Each
/// message is noted before it goes into the hub and struck out when its work item is held: the hub is quiet when none
/// is left that the hub has not dropped.
/// </remarks>
internal sealed class SteppedService(InMemoryOrchestrationService inner, TimeProvider clock) : HubService(inner)
{
    /// <summary>Those of one worker: for turns and for activities.</summary>
    private const int Dispatchers = 2;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly PriorityQueue<TaskMessage, DateTime> _timers = new();
    private readonly ConcurrentDictionary<TaskMessage, bool> _sent = new(ReferenceEqualityComparer.Instance);
    private TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _waiting;
    private int _held;
    private int _activities;

    /// <summary>For whoever starts and rings orchestrations of this hub.</summary>
    public SteppedClient Client => field ??= new SteppedClient(inner, Send);

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

    public override async Task<TaskOrchestrationWorkItem?> LockNextTaskOrchestrationWorkItemAsync(
        TimeSpan receiveTimeout,
        CancellationToken cancellationToken) =>
        await TakeAsync(
            () => base.LockNextTaskOrchestrationWorkItemAsync(receiveTimeout, cancellationToken),
            turn =>
            {
                foreach (TaskMessage message in turn.NewMessages)
                    _sent.TryRemove(message, out _);
            },
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

    public override Task AbandonTaskOrchestrationWorkItemAsync(TaskOrchestrationWorkItem workItem)
    {
        foreach (TaskMessage message in workItem.NewMessages)
            Send(message);
        return base.AbandonTaskOrchestrationWorkItemAsync(workItem);
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
        foreach (TaskMessage message in orchestratorMessages)
            Send(message);
        if (continuedAsNewMessage is not null)
            Send(continuedAsNewMessage);
        Interlocked.Add(ref _activities, outboundMessages.Count);
        lock (_timers)
            _timers.EnqueueRange(timerMessages.Select(timer => (timer, ((TimerFiredEvent)timer.Event).FireAt)));
        return base.CompleteTaskOrchestrationWorkItemAsync(
            workItem,
            newOrchestrationRuntimeState,
            outboundMessages,
            orchestratorMessages,
            [],
            continuedAsNewMessage,
            orchestrationState);
    }

    public override async Task<TaskActivityWorkItem?> LockNextTaskActivityWorkItem(
        TimeSpan receiveTimeout,
        CancellationToken cancellationToken) =>
        await TakeAsync(
            () => base.LockNextTaskActivityWorkItem(receiveTimeout, cancellationToken),
            _ => Interlocked.Decrement(ref _activities),
            AbandonTaskActivityWorkItemAsync,
            cancellationToken);

    public override async Task CompleteTaskActivityWorkItemAsync(TaskActivityWorkItem workItem, TaskMessage responseMessage)
    {
        Send(responseMessage);
        await base.CompleteTaskActivityWorkItemAsync(workItem, responseMessage);
        Interlocked.Decrement(ref _held);
    }

    public override async Task AbandonTaskActivityWorkItemAsync(TaskActivityWorkItem workItem)
    {
        Interlocked.Increment(ref _activities);
        await base.AbandonTaskActivityWorkItemAsync(workItem);
        Interlocked.Decrement(ref _held);
    }

    private async Task<T?> TakeAsync<T>(
        Func<Task<T?>> takeAsync,
        Action<T> strikeOut,
        Func<T, Task> giveBackAsync,
        CancellationToken cancellation)
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
            strikeOut(taken);
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

    private void Send(TaskMessage message) => _sent[message] = true;

    private async Task UntilQuietAsync(Action throwIfDead)
    {
        Stopwatch waited = Stopwatch.StartNew();
        for (int looks = 0; !await IsQuietAsync(); looks++)
        {
            throwIfDead();
            Assert.True(
                waited.Elapsed < s_patience,
                $"Expected the hub to be quiet within {s_patience}, but {_held} work items are held, {_activities} activities and "
                + $"{_sent.Count} messages are under way, and {_waiting} dispatchers wait"
            );
            if (looks > 64)
                await Task.Delay(1);
            else
                await Task.Yield();
        }

        throwIfDead();
    }

    private async Task<bool> IsQuietAsync()
    {
        if (Volatile.Read(ref _held) > 0 || Volatile.Read(ref _activities) > 0 || Volatile.Read(ref _waiting) < Dispatchers)
            return false;

        foreach (TaskMessage message in _sent.Keys)
        {
            if (!await IsDroppedAsync(message))
                return false;
            _sent.TryRemove(message, out _);
        }

        return Volatile.Read(ref _held) == 0 && _sent.IsEmpty;
    }

    /// <summary>The hub drops what is for an instance that is over, or for an earlier execution of it.</summary>
    private async Task<bool> IsDroppedAsync(TaskMessage message) =>
        await inner.GetOrchestrationStateAsync(message.OrchestrationInstance.InstanceId, executionId: null)
            is not { OrchestrationStatus: OrchestrationStatus.Pending or OrchestrationStatus.Running } state
        || (message.OrchestrationInstance.ExecutionId is { } execution && state.OrchestrationInstance.ExecutionId != execution);

    /// <summary>False when no timer was due.</summary>
    private async Task<bool> FireAsync()
    {
        bool fired = false;
        while (Due() is { } timer)
        {
            // The hub asks the machine's clock whether it is time yet.
            ((TimerFiredEvent)timer.Event).FireAt = DateTime.UnixEpoch;
            await Client.SendTaskOrchestrationMessageAsync(timer);
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
