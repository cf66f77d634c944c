using BatchAi.Activities;
using BatchAi.Orchestrations;
using BatchAi.Services;
using BatchAi.State;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BatchAi.Embedded;

/// <summary>
/// The durable engine of one machine: it replays orchestrations from a history of their own and runs activities at
/// least once each. A killed process loses no instance: at the next start each goes on, and activities that were
/// running run again. Not for several processes on one database.
/// </summary>
public sealed partial class EmbeddedEngine : IOrchestrationClient, IHostedService, IDisposable
{
    // After a failed write (a full disk): often enough to go on soon, seldom enough to cost nothing.
    private static readonly TimeSpan s_writeRetry = TimeSpan.FromSeconds(1);

    // Timers of the platform end at 49 days; one that wakes a day early is set again.
    private static readonly TimeSpan s_longestTimer = TimeSpan.FromDays(1);

    private readonly EmbeddedEngineOptions _options;
    private readonly EngineCatalog _catalog;
    private readonly TimeProvider _clock;
    private readonly ILogger<EmbeddedEngine> _logger;
    private readonly ActivityRunner _activities;
    private readonly CancellationTokenSource _stop = new();
    private EngineCore? _core;
    private readonly IHostApplicationLifetime? _host;
    private volatile Exception? _broken;
    private bool _disposed;
    private Task _loop = Task.CompletedTask;

    /// <param name="host">Is stopped when the engine is broken; null where a test runs the engine alone.</param>
    public EmbeddedEngine(
        EmbeddedEngineOptions options,
        IEnumerable<OrchestrationDescriptor> orchestrations,
        IEnumerable<ActivityDescriptor> activities,
        TimeProvider clock,
        IServiceScopeFactory scopes,
        ILoggerFactory loggers,
        IHostApplicationLifetime? host = null)
    {
        if (options.MaxConcurrentActivities < 1)
            throw new ArgumentException(
                $"{nameof(options.MaxConcurrentActivities)} is {options.MaxConcurrentActivities}, at least 1 is needed",
                nameof(options));

        _options = options;
        _host = host;
        _clock = clock;
        _logger = loggers.CreateLogger<EmbeddedEngine>();
        _catalog = new EngineCatalog(
            orchestrations.ToDictionary(descriptor => descriptor.Name, StringComparer.Ordinal),
            activities.ToDictionary(descriptor => descriptor.Name, StringComparer.Ordinal),
            loggers);
        _activities = new ActivityRunner(_catalog.Activities, scopes, options, delivery => _core?.Deliver(delivery));
    }

    /// <summary>When the next timer is due, unless something happens before; null when nothing waits for time.</summary>
    public DateTimeOffset? NextDue => Core.NextDue;

    /// <summary>A defect ended the engine's work; the host was told to stop.</summary>
    public bool IsBroken => _broken is not null;

    private EngineCore Core => _broken is { } reason
        ? throw new StoreUnavailableException("The orchestration engine is broken and the server stops", reason)
        : _core ?? throw new InvalidOperationException("The orchestration engine is not running");

    /// <summary>Opens the history and goes on with every unfinished instance.</summary>
    /// <exception cref="HistoryUnusableException">The database is corrupt or of another schema; the message says how to go on.</exception>
    /// <exception cref="IOException">The database cannot be opened.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (_core is not null || _stop.IsCancellationRequested)
            throw new InvalidOperationException("The orchestration engine starts once");

        IHistoryStore store = _options.DatabasePath is { } path ? SqliteHistoryStore.Open(path) : new MemoryHistoryStore();
        EngineCore core = new(store, _catalog, _clock, _activities, _options.Disturbance);
        try
        {
            core.Recover();
        }
        catch (HistoryUnusableException)
        {
            core.Dispose();
            throw;
        }

        _core = core;
        core.Wake();
        if (!_options.Stepped)
            _loop = Task.Run(() => LoopAsync(core), CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <summary>
    /// Finishes the turn in flight, cancels running activities and waits for them until
    /// <paramref name="cancellationToken"/>. All that has not ended goes on at the next start.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_core is not { } core)
            return;

        await _activities.StopAsync(cancellationToken);
        core.Close();
        await _stop.CancelAsync();
        await _loop;
        _core = null;
        core.Dispose();
    }

    /// <summary>Without a stop before, running activities are abandoned; that too loses nothing but their results.</summary>
    public void Dispose()
    {
        // A container disposes of what it made once for each registration.
        if (_disposed)
            return;

        _disposed = true;
        _core?.Close();
        _stop.Cancel();
        _core?.Dispose();
        _core = null;
        _activities.Dispose();
        _stop.Dispose();
    }

    /// <summary>
    /// In stepped mode: runs all that can run at the clock's present time, activities one after the other. The caller
    /// moves the clock, to <see cref="NextDue"/> for example.
    /// </summary>
    public async Task RunUntilIdleAsync()
    {
        if (!_options.Stepped)
            throw new InvalidOperationException("Only an engine in stepped mode is run by hand");

        do
        {
            while (Core.RunBatch())
            {
                // A batch is cut short only for the sake of clients on other threads.
            }
        }
        while (await _activities.RunOneAsync(Core.Pick) || Core.Inbox.Count > 0);
    }

    public Task<StartOutcome> StartAsync<TInput>(string orchestration, string instanceId, TInput input, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult(Served(() => Core.Start(orchestration, instanceId, RowJson.Write(input))));
    }

    public Task RingAsync(string instanceId, string eventName, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Core.Ring(instanceId, eventName);
        return Task.CompletedTask;
    }

    public Task<OrchestrationState?> GetAsync(string instanceId, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult(Served(() => Core.Get(instanceId)));
    }

    public Task TerminateAsync(string instanceId, string reason, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult(Served(() => Core.Terminate(instanceId, reason)));
    }

    public Task<int> PurgeAsync(DateTimeOffset endedBefore, int limit, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult(Served(() => Core.Purge(endedBefore, limit)));
    }

    /// <summary>To callers the history is one of the stores that cannot serve now.</summary>
    private static T Served<T>(Func<T> call)
    {
        try
        {
            return call();
        }
        catch (IOException full)
        {
            throw new StoreUnavailableException(full.Message, full);
        }
    }

    private async Task LoopAsync(EngineCore core)
    {
        try
        {
            await RunWheneverWokenAsync(core);
        }
        catch (Exception error)
        {
            // The edge of a background thread. What is accepted from now on would not be done: callers are refused, and the host ends so
            // that whoever watches the process starts it anew; the history and the facts bring everything back.
            LogBroken(error);
            _broken = error;
            _host?.StopApplication();
        }
    }

    private async Task RunWheneverWokenAsync(EngineCore core)
    {
        await using ITimer alarm = _clock.CreateTimer(_ => core.Wake(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        while (await core.Inbox.WaitToReadAsync(CancellationToken.None))
        {
            try
            {
                while (core.RunBatch() && !_stop.IsCancellationRequested)
                    await Task.Yield();
                SetAlarm(alarm, core.NextDue);
            }
            catch (Exception error) when (error is IOException or HistoryUnusableException)
            {
                LogNotWritten(error);
                alarm.Change(s_writeRetry, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void SetAlarm(ITimer alarm, DateTimeOffset? due)
    {
        if (due is null)
            return;

        // Rounded up: the platform's timers count whole milliseconds, and one too early would spin until its time.
        TimeSpan wait = TimeSpan.FromMilliseconds(Math.Ceiling(Math.Max(0, (due.Value - _clock.GetUtcNow()).TotalMilliseconds)));
        alarm.Change(wait < s_longestTimer ? wait : s_longestTimer, Timeout.InfiniteTimeSpan);
    }

    [LoggerMessage(610, LogLevel.Error, "Orchestrations stand still until their history can be written again")]
    private partial void LogNotWritten(Exception error);

    [LoggerMessage(
        611,
        LogLevel.Critical,
        "The orchestration engine is broken: no orchestration goes on before a restart, so the server stops")]
    private partial void LogBroken(Exception error);
}
