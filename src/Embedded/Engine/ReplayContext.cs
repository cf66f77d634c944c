using System.Security.Cryptography;
using System.Text;
using BatchAi.Orchestrations;
using BatchAi.State;
using Microsoft.Extensions.Logging;

namespace BatchAi.Embedded;

/// <summary>
/// The context of one turn: during the replay it checks each command against the history, afterwards it records what is
/// new.
/// </summary>
internal sealed class ReplayContext(InstanceRow row, IReadOnlyList<HistoryEvent> history, EngineCatalog catalog, TurnThread thread)
    : OrchestrationContext
{
    private readonly List<HistoryEvent> _fresh = [];
    private readonly SortedDictionary<int, PendingCommand> _pending = [];

    // Azure compares event names without regard to case, so we do.
    private readonly Dictionary<string, TaskCompletionSource> _waiters = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, int> _buffered = new(StringComparer.OrdinalIgnoreCase);

    private DateTimeOffset _now = row.CreatedAt;
    private bool _replaying = true;
    private int _cursor;
    private int _issued;
    private int _guids;

    public override string InstanceId => row.Id;

    public override DateTimeOffset Now => _now;

    public override bool IsReplaying => _replaying;

    public IReadOnlyList<HistoryEvent> Fresh => _fresh;

    public IReadOnlyList<HistoryEvent.Command> Outstanding => [.. _pending.Values.Select(pending => pending.Command)];

    public string? CustomStatus { get; private set; } = row.CustomStatus;

    /// <summary>Input of the next run, when the orchestration asked for one.</summary>
    public string? NextInput { get; private set; }

    /// <summary>The first broken rule. It fails the instance even if the orchestration catches the exception.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>False means that an unfinished orchestration awaits something that is not ours.</summary>
    public bool IsWaiting => _pending.Count > 0 || _waiters.Count > 0;

    public override Guid NewGuid()
    {
        thread.Verify();
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{row.Id}\n{row.CreatedAt.UtcTicks}\n{row.Run}\n{_guids++}"));
        Span<byte> bytes = hash.AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80); // version 8: made by a rule of our own
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    public override async Task<TOutput> CallActivityAsync<TInput, TOutput>(string activity, TInput input, RetryPolicy? retry = null)
    {
        RetryPolicy policy = retry ?? RetryPolicy.Default;
        string json = RowJson.Write(input);
        TimeSpan delay = policy.FirstDelay;
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return RowJson.Read<TOutput>(await CallActivityOnce(activity, json));
            }
            catch (ActivityFailedException) when (attempt < policy.MaxAttempts)
            {
                // The next try is the answer to it.
            }

            await TimerAsync(Now + (delay < policy.MaxDelay ? delay : policy.MaxDelay), CancellationToken.None);
            delay = TimeSpan.FromTicks((long)Math.Min(delay.Ticks * policy.Backoff, policy.MaxDelay.Ticks));
        }
    }

    public override async Task<TOutput> CallOrchestrationAsync<TInput, TOutput>(string orchestration, string instanceId, TInput input)
    {
        if (!catalog.Orchestrations.ContainsKey(orchestration))
            throw new InvalidOperationException($"No orchestration is named {orchestration}");

        PendingCommand call = Expect(
            new HistoryEvent.CalledOrchestration(_issued, orchestration, instanceId, RowJson.Write(input)),
            orchestration);
        return RowJson.Read<TOutput>(await call.Answer.Task);
    }

    public override async Task TimerAsync(DateTimeOffset fireAt, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        PendingCommand timer = Expect(new HistoryEvent.SetTimer(_issued, fireAt), "timer");
        using CancellationTokenRegistration registration = cancellation.Register(() =>
        {
            thread.Verify();
            if (_pending.Remove(timer.Command.Number))
                timer.Answer.TrySetCanceled(cancellation);
        });
        await timer.Answer.Task;
    }

    public override async Task WaitForRingAsync(string eventName, CancellationToken cancellation)
    {
        thread.Verify();
        cancellation.ThrowIfCancellationRequested();
        if (_buffered.TryGetValue(eventName, out int rings) && rings > 0)
        {
            _buffered[eventName] = rings - 1;
            return;
        }

        TaskCompletionSource waiter = new();
        if (!_waiters.TryAdd(eventName, waiter))
            throw new InvalidOperationException(
                $"The orchestration already waits for '{eventName}': there is one waiter an event name at a time");

        using CancellationTokenRegistration registration = cancellation.Register(() =>
        {
            thread.Verify();
            _waiters.Remove(eventName);
            waiter.TrySetCanceled(cancellation);
        });
        await waiter.Task;
    }

    public override void Ring(string instanceId, string eventName) => Do(new HistoryEvent.RangOther(_issued, instanceId, eventName));

    public override void SetStatus(string status)
    {
        thread.Verify();
        CustomStatus = status;
    }

    public override void ContinueAsNew<TInput>(TInput input)
    {
        thread.Verify();
        NextInput = RowJson.Write(input);
    }

    public override ILogger CreateLogger(string category) => new ReplaySafeLogger(catalog.Loggers.CreateLogger(category), () => _replaying);

    /// <summary>The next arrival of the history, or null when all of it is replayed.</summary>
    public HistoryEvent.Arrival? NextRecorded()
    {
        if (_cursor == history.Count)
            return null;

        if (history[_cursor] is HistoryEvent.Arrival arrival)
        {
            _cursor++;
            return arrival;
        }

        throw Differs($"the history goes on with {Describe(history[_cursor])}, the replay did not do that");
    }

    public void GoLive() => _replaying = false;

    /// <summary>Takes a new arrival into the history, unless it answers something that is answered or abandoned already.</summary>
    public bool TryRecord(HistoryEvent.Arrival arrival)
    {
        int? answers = Answered(arrival);
        if (answers is not null && !_pending.ContainsKey(answers.Value))
            return false;

        _fresh.Add(arrival);
        return true;
    }

    public void Handle(HistoryEvent.Arrival arrival)
    {
        _now = arrival.At;
        if (arrival is HistoryEvent.Rung rung)
            HandleRing(rung.Name);
        else if (Answered(arrival) is { } number)
            HandleAnswer(number, arrival);
    }

    private static int? Answered(HistoryEvent.Arrival arrival) => arrival switch
    {
        HistoryEvent.Completed completed => completed.Number,
        HistoryEvent.Failed failed => failed.Number,
        HistoryEvent.Fired fired => fired.Number,
        _ => null,
    };

    private static string Describe(HistoryEvent happened) => happened switch
    {
        HistoryEvent.CalledActivity call => $"activity {call.Name}({call.Input})",
        HistoryEvent.CalledOrchestration call => $"sub-orchestration {call.Name} '{call.InstanceId}'({call.Input})",
        HistoryEvent.SetTimer timer => $"a timer for {timer.FireAt:O}",
        HistoryEvent.RangOther ring => $"ring '{ring.Name}' of '{ring.InstanceId}'",
        _ => $"the arrival of {happened.GetType().Name}",
    };

    private void HandleRing(string name)
    {
        if (_waiters.Remove(name, out TaskCompletionSource? waiter))
            waiter.TrySetResult();
        else
            _buffered[name] = _buffered.GetValueOrDefault(name) + 1;
    }

    private void HandleAnswer(int number, HistoryEvent.Arrival answer)
    {
        if (!_pending.Remove(number, out PendingCommand? pending))
            throw Differs($"the history has an answer to command {number}, the replay does not wait for one");

        if (answer is HistoryEvent.Failed failed)
            pending.Answer.TrySetException(new ActivityFailedException(pending.Name, failed.Details));
        else
            pending.Answer.TrySetResult(answer is HistoryEvent.Completed completed ? completed.Output : "");
    }

    private Task<string> CallActivityOnce(string activity, string input) => catalog.Activities.ContainsKey(activity)
        ? Expect(new HistoryEvent.CalledActivity(_issued, activity, input), activity).Answer.Task
        : throw new InvalidOperationException($"No activity is named {activity}");

    private PendingCommand Expect(HistoryEvent.Command command, string name)
    {
        Do(command);
        PendingCommand pending = new(command, name);
        _pending.Add(command.Number, pending);
        return pending;
    }

    private void Do(HistoryEvent.Command command)
    {
        thread.Verify();
        if (!_replaying)
            _fresh.Add(command);
        else if (_cursor == history.Count)
            throw Differs($"the replay did {Describe(command)}, the history ends before that");
        else if (command != history[_cursor])
            throw Differs($"the replay did {Describe(command)}, the history has {Describe(history[_cursor])}");
        else
            _cursor++;

        _issued++;
    }

    private NonDeterminismException Differs(string how)
    {
        NonDeterminismException difference = new(
            $"Orchestration {row.Name} is not deterministic or its code changed under instance '{row.Id}': at event {_cursor} {how}");
        Fault ??= difference;
        return difference;
    }
}

/// <summary>A command whose answer the orchestration may be waiting for.</summary>
internal sealed record PendingCommand(HistoryEvent.Command Command, string Name)
{
    // Continuations run inline on purpose: asynchronous ones would send Task.WhenAll and WhenAny to the thread pool.
    public TaskCompletionSource<string> Answer { get; } = new();
}

/// <summary>Says each thing once, however often it is replayed.</summary>
internal sealed class ReplaySafeLogger(ILogger logger, Func<bool> isReplaying) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => logger.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => !isReplaying() && logger.IsEnabled(logLevel);

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        if (!isReplaying())
            logger.Log(logLevel, eventId, state, exception, formatter);
    }
}
