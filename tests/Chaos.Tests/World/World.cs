using BatchAi.Faults;
using BatchAi.Model;
using BatchAi.Services;
using BatchAi.Simulation;
using BatchAi.State;
using BatchAi.Testing;

namespace BatchAi.Chaos.Tests;

/// <summary>
/// A simulated world whose control plane is killed at chosen fail points and begun anew. What outlives a kill: facts, cloud, nodes,
/// clients and, if it is kept, the engine's history.
/// </summary>
internal sealed class World : IDisposable
{
    /// <summary>What a killed worker held comes back soon.</summary>
    private static readonly HubSettings s_quicklyForgotten =
        HubSettings.Quick with { Partitions = 4, HiddenFor = TimeSpan.FromSeconds(15), Lease = TimeSpan.FromSeconds(15) };

    /// <summary>Between two looks at a hub that goes by the machine's clock.</summary>
    private static readonly TimeSpan s_glance = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private readonly Client _client;
    private readonly HistoryFile? _history;
    private readonly Queue<Kill> _kills;
    private readonly SimulatedWorld _world;
    private readonly List<FailPoint> _deaths = [];
    private readonly DateTimeOffset _begun;
    private TaskHub? _hub;
    private ControlPlaneLife? _neighbour;
    private Life _life = new(null);

    public World(Plan plan, params Func<World, Task<bool>>[] requests)
    {
        Plan = plan;
        _client = new Client(requests);
        _history = !plan.OnDurable && plan.Kills.Any(kill => kill.KeepsHistory) ? new HistoryFile() : null;
        _kills = new Queue<Kill>(plan.Kills);
        WorldOptions usual = new();
        _world = SimulatedWorld.Make(usual with
        {
            Begin = plan.HubAccount is null ? usual.Begin : TimeProvider.System.GetUtcNow(),
            Faults = plan.CloudSeed is { } seed ? new CloudFaults { Seed = seed, RequestFails = 0.15, LosesAnswer = 0.15 } : null,
            Timing = new ClusterTiming { Hold = TimeSpan.Zero, Poll = s_second, IdleWait = TimeSpan.FromSeconds(5) },
            Engine = OpenEngineAsync,
            Compose = parts => Mortal(parts, _life),
        });
        (_world.Script.CallEvery, _world.Script.CallsAtOnce) = (s_second, false);
        // The first job is waited for on all its nodes, the others on their masters.
        _world.Script.AwaitedNodes = launch => launch.JobName == "one" ? launch.Nodes.Count : 1;
        (_world.Script.CommandTakes, _world.Script.ExitCode) = (_ => 3 * s_second, launch => ExitCodeOf(launch));
        Facts = new WatchedStore(_world.Store);
        _begun = Clock.GetUtcNow();
        _world.At(_begun, AskAsync);
    }

    public Plan Plan { get; }

    /// <summary>Goes a second a step; with a hub on Azure Storage it follows the machine's.</summary>
    public VirtualClock Clock => _world.Clock;

    /// <summary>Since the first step.</summary>
    public TimeSpan Age => Clock.GetUtcNow() - _begun;

    public WatchedStore Facts { get; }

    public SimulatedCloud Fleet => _world.Cloud;

    public LaunchLedger Ledger => _world.Ledger;

    public IReadOnlyDictionary<int, SimulatedNode> Agents => _world.Nodes;

    /// <summary>What jobs' commands end with, by the job's name; null goes on and on.</summary>
    public Func<string, int?> ExitCode { get; set; } = _ => 0;

    /// <summary>The same by attempt, the first of them 1; null: each ends alike.</summary>
    public Func<string, int, int?>? ExitCodeOfAttempt { get; set; }

    private int? ExitCodeOf(JobLaunch launch) =>
        ExitCodeOfAttempt is { } ofAttempt ? ofAttempt(launch.JobName, launch.Attempt ?? 0) : ExitCode(launch.JobName);

    /// <summary>What else happens to the world; asked before every step.</summary>
    public Action<World> Disturb { get; set; } = _ => { };

    /// <summary>Where the control plane was killed so far.</summary>
    public IReadOnlyList<FailPoint> Deaths => _deaths;

    public bool ClientIsDone => _client.Done;

    public T Get<T>()
        where T : notnull => _world.Get<T>();

    /// <summary>Lets everybody act and time pass, a second at a time, until something is so.</summary>
    public async Task UntilAsync(string what, Func<Task<bool>> isSo, TimeSpan atMost)
    {
        DateTimeOffset deadline = Clock.GetUtcNow() + atMost;
        while (!await isSo())
        {
            if (Clock.GetUtcNow() >= deadline)
                Assert.Fail(
                    $"Expected within {atMost}: {what}. {Plan}; killed {string.Join("; ", _deaths)}; client done: {ClientIsDone}; "
                    + $"instances {string.Join(' ', Fleet.Instances)}\n{Describe()}"
                );
            await StepAsync();
        }
    }

    public async Task StepAsync()
    {
        DateTimeOffset now = Clock.GetUtcNow();
        DateTimeOffset next = Plan.HubAccount is null ? now + s_second : Later(now, TimeProvider.System.GetUtcNow());
        Disturb(this);
        try
        {
            if (!_world.IsUp)
                await BeginAsync();
            await _world.AdvanceToAsync(next);
        }
        catch (Exception) when (_life.DiedAt is not null)
        {
            // Whatever a dying process throws; what counts is what it left behind.
            _deaths.Add(_life.DiedAt);
            await BuryAsync(_kills.Dequeue().KeepsHistory);
            Clock.AdvanceTo(Later(Clock.GetUtcNow(), next));
        }
    }

    /// <summary>Every fact, for messages.</summary>
    public string Describe() => string.Join("\n", Facts.All());

    public void Dispose()
    {
        _world.Dispose();
        if (_neighbour is not null)
            Task.Run(() => _neighbour.DisposeAsync().AsTask()).GetAwaiter().GetResult();
        _hub?.Dispose();
        _history?.Dispose();
    }

    /// <summary>A new process on the facts there are.</summary>
    private Task BeginAsync()
    {
        _life = new Life(_kills.TryPeek(out Kill? kill) ? kill.At : null);
        return _world.RestartAsync();
    }

    /// <summary>The parts as one life sees them: it may end at each of their fail points.</summary>
    private ControlPlaneParts Mortal(ControlPlaneParts parts, Life life) => parts with
    {
        Store = new FailPointStore(new MortalStore(Facts, life), life.Points),
        Fleet = new FailPointFleet(parts.Fleet, life.Points),
    };

    private async Task<IOrchestrationEngine> OpenEngineAsync(VirtualClock clock)
    {
        IOrchestrationEngine engine = Plan.OnDurable
            ? await OpenWorkerAsync(clock)
            : new SteppedEngine(HostileEngine.Of(Plan.Hostile), _history?.FilePath);
        _life.Killed = engine.Cut;
        return new MortalEngine(engine, _life);
    }

    private async Task<DurableEngine> OpenWorkerAsync(VirtualClock clock)
    {
        if (Plan.HubAccount is null)
        {
            _hub ??= await TaskHub.SteppedAsync(clock);
            return new DurableEngine(_hub, _hub.RunUntilIdleAsync);
        }

        if (_hub is null)
        {
            _hub = await TaskHub.OnAzureStorageAsync(Plan.HubAccount, s_quicklyForgotten);
            DurableEngine engine = new(_hub, () => Task.CompletedTask);
            _neighbour = await ControlPlaneLife.StartAsync(Mortal(_world.Parts, new Life(null)), engine);
        }

        return new DurableEngine(_hub, () => Task.Delay(s_glance));
    }

    /// <summary>What a life leaves behind: the facts and, if it is kept, the engine's history.</summary>
    private async Task BuryAsync(bool keepsHistory)
    {
        await _world.EndLifeAsync();
        if (keepsHistory)
            return;

        _history?.Lose();
        if (_hub is not null)
            await _hub.DisposeAsync();
        _hub = null;
    }

    /// <summary>The client sends its next request, each second one.</summary>
    private async Task AskAsync()
    {
        try
        {
            await _client.StepAsync(this);
        }
        catch (StoreUnavailableException)
        {
            // Refused as with a 503, and made again in the next step.
        }
        finally
        {
            _world.At(Clock.GetUtcNow() + s_second, AskAsync);
        }
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
