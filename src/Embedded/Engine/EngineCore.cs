using System.Threading.Channels;
using BatchAi.Orchestrations;
using BatchAi.Services;
using Microsoft.Extensions.Logging;

namespace BatchAi.Embedded;

/// <summary>
/// The instances and what becomes of them. One gate guards it all: a turn is short, and its commit is not waited for by
/// a disk.
/// </summary>
internal sealed partial class EngineCore : IDisposable
{
    // A batch holds the gate, and clients wait at it: some milliseconds of turns, not more.
    private const int TurnsAtATime = 32;

    // The sizes at which Azure's engine becomes slow; a story that gets here should have continued as new.
    private const int WarnAtEvents = 1_000;
    private const long WarnAtLength = 1_000_000;

    private readonly Lock _gate = new();
    private readonly IHistoryStore _store;
    private readonly EngineCatalog _catalog;
    private readonly TimeProvider _clock;
    private readonly ActivityRunner _activities;
    private readonly IEngineDisturbance? _disturbance;
    private readonly ILogger _logger;
    private readonly Channel<Delivery> _inbox = Channel.CreateUnbounded<Delivery>();
    private readonly Dictionary<string, LiveInstance> _live = new(StringComparer.Ordinal);
    private readonly Queue<LiveInstance> _ready = new();
    private readonly DueQueue _due = new();
    private bool _disposed;

    public EngineCore(
        IHistoryStore store,
        EngineCatalog catalog,
        TimeProvider clock,
        ActivityRunner activities,
        IEngineDisturbance? disturbance)
    {
        (_store, _catalog, _clock, _activities, _disturbance) = (store, catalog, clock, activities, disturbance);
        _logger = catalog.Loggers.CreateLogger<EngineCore>();
    }

    /// <summary>Signals that there may be something to do; <see cref="RunBatch"/> reads it.</summary>
    public ChannelReader<Delivery> Inbox => _inbox.Reader;

    public DateTimeOffset? NextDue
    {
        get
        {
            lock (_gate)
                return _due.Next;
        }
    }

    /// <summary>From any thread; after <see cref="Close"/> it is lost, like all that was not committed.</summary>
    public void Deliver(Delivery delivery) => _inbox.Writer.TryWrite(delivery);

    /// <summary>Makes the next <see cref="RunBatch"/> happen.</summary>
    public void Wake() => Deliver(new Delivery("", Run: null, Arrival: null));

    public void Close() => _inbox.Writer.TryComplete();

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _store.Dispose();
        }
    }

    /// <summary>Takes up every unfinished instance where its last committed turn left it.</summary>
    /// <exception cref="HistoryUnusableException">The history cannot be read.</exception>
    public void Recover()
    {
        lock (_gate)
        {
            foreach (StoredInstance stored in _store.LoadUnfinished())
                Begin(LiveInstance.Restore(stored));

            if (_live.Count > 0)
                LogRecovered(_live.Count);
        }
    }

    public StartOutcome Start(string orchestration, string instanceId, string input)
    {
        if (!_catalog.Orchestrations.ContainsKey(orchestration))
            throw new ArgumentException($"No orchestration is named {orchestration}", nameof(orchestration));

        lock (_gate)
        {
            if (Exists(instanceId))
                return StartOutcome.Exists;

            LiveInstance instance = NewInstance(orchestration, instanceId, input, parent: null);
            _store.Commit([new InstanceChange(instance.Row, Turn: 0, Events: null, EmptiesHistory: false)]);
            Begin(instance);
        }

        Wake();
        return StartOutcome.Started;
    }

    /// <summary>Decided now, not when a turn takes it: a ring before the start is lost.</summary>
    public void Ring(string instanceId, string eventName)
    {
        lock (_gate)
        {
            if (_live.ContainsKey(instanceId))
                Deliver(Delivery.Ring(instanceId, eventName));
        }
    }

    public OrchestrationState? Get(string instanceId)
    {
        lock (_gate)
            return (_live.TryGetValue(instanceId, out LiveInstance? instance) ? instance.Row : _store.Find(instanceId))?.ToState();
    }

    /// <summary>False when it does not run.</summary>
    public bool Terminate(string instanceId, string reason)
    {
        lock (_gate)
        {
            if (!_live.TryGetValue(instanceId, out LiveInstance? instance))
                return false;

            InstanceRow ended = instance.Row with
            {
                Status = OrchestrationStatus.Terminated,
                Failure = FailureText.Cut(reason),
                UpdatedAt = _clock.GetUtcNow(),
            };
            _store.Commit([new InstanceChange(ended, instance.Turns, Events: null, EmptiesHistory: true)]);
            End(instance, ended);
        }

        Wake();
        return true;
    }

    public int Purge(DateTimeOffset endedBefore, int limit)
    {
        lock (_gate)
            return _store.Purge(endedBefore, limit);
    }

    /// <summary>Picks which of several waiting activities goes first, in a stepped run.</summary>
    public int Pick(int count)
    {
        lock (_gate)
            return _disturbance?.Pick(count) ?? 0;
    }

    /// <summary>Takes what has arrived and runs some turns; true when more are ready.</summary>
    /// <exception cref="IOException">A turn could not be committed; it runs again with the next batch.</exception>
    public bool RunBatch()
    {
        lock (_gate)
        {
            while (_inbox.Reader.TryRead(out Delivery? delivery))
                Take(delivery);
            if (_disposed)
                return false;

            _due.RunUntil(_clock.GetUtcNow());
            for (int turns = 0; turns < TurnsAtATime && _ready.TryPeek(out LiveInstance? instance); turns++)
            {
                // Out of the queue only when committed: a turn that a full disk undid is still ready.
                if (!IsGone(instance))
                    RunTurn(instance);
                _ready.Dequeue();
            }

            return _ready.Count > 0 || _inbox.Reader.Count > 0 || _due.Next <= _clock.GetUtcNow();
        }
    }

    private bool Exists(string instanceId) => _live.ContainsKey(instanceId) || _store.Find(instanceId) is not null;

    private bool IsGone(LiveInstance instance) => !_live.TryGetValue(instance.Id, out LiveInstance? known) || known != instance;

    private LiveInstance NewInstance(string orchestration, string instanceId, string input, ParentCall? parent)
    {
        DateTimeOffset now = _clock.GetUtcNow();
        return new LiveInstance(
            new InstanceRow
            {
                Id = instanceId,
                Name = orchestration,
                Input = input,
                CreatedAt = now,
                UpdatedAt = now,
                Parent = parent,
            }
        );
    }

    private void Begin(LiveInstance instance)
    {
        _live.Add(instance.Id, instance);
        MakeReady(instance);
    }

    private void MakeReady(LiveInstance instance)
    {
        if (instance.IsReady)
            return;

        instance.IsReady = true;
        _ready.Enqueue(instance);
    }

    private void Take(Delivery delivery)
    {
        if (delivery.Arrival is HistoryEvent.Rung && _disturbance is not null)
            DeliverDisturbed(delivery, _disturbance);
        else
            HandOver(delivery);
    }

    private void DeliverDisturbed(Delivery ring, IEngineDisturbance disturbance)
    {
        if (_live.TryGetValue(ring.InstanceId, out LiveInstance? instance) && instance.Row.Status == OrchestrationStatus.Pending)
            return;

        foreach (TimeSpan delay in disturbance.RingDelays())
            Later(delay, () => HandOver(ring));
    }

    private void Later(TimeSpan delay, Action act)
    {
        if (delay == TimeSpan.Zero)
            act();
        else
            _due.Add(_clock.GetUtcNow() + delay, act);
    }

    private void HandOver(Delivery delivery)
    {
        if (!_live.TryGetValue(delivery.InstanceId, out LiveInstance? instance) || (delivery.Run ?? instance.Row.Run) != instance.Row.Run)
            return;

        if (delivery.Arrival is not null)
            instance.Take(delivery.Arrival);
        instance.Fault ??= delivery.Fault;
        MakeReady(instance);
    }

    [LoggerMessage(600, LogLevel.Information, "Taking up {Count} unfinished orchestrations")]
    private partial void LogRecovered(int count);

    [LoggerMessage(
        601,
        LogLevel.Warning,
        "History of {Orchestration} '{InstanceId}' has {Events} events and {Length} characters: it should have continued as new")]
    private partial void LogLongHistory(string orchestration, string instanceId, int events, long length);

    [LoggerMessage(602, LogLevel.Error, "{Orchestration} '{InstanceId}' failed: {Failure}")]
    private partial void LogFailed(string orchestration, string instanceId, string failure);

    [LoggerMessage(
        603,
        LogLevel.Warning,
        "{Orchestration} '{InstanceId}' ended with a timer (or a delay before a retry) outstanding: cancel abandoned timers, on "
        + "Azure an instance is not over before they are"
    )]
    private partial void LogAbandonedTimer(string orchestration, string instanceId);
}
