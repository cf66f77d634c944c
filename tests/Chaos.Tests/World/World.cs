using BatchAi.Activities;
using BatchAi.Api;
using BatchAi.Embedded;
using BatchAi.Faults;
using BatchAi.Functions;
using BatchAi.Orchestrations;
using BatchAi.Services;
using BatchAi.Simulation;
using BatchAi.State;
using BatchAi.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace BatchAi.Chaos.Tests;

/// <summary>
/// All that outlives a kill: facts, fleet, nodes, clients and, if it is kept, the engine's history. The control plane between them is the real one; it is killed at chosen fail points and begun anew.
/// </summary>
internal sealed class World : IDisposable
{
    /// <summary>As the one-machine host does it.</summary>
    private static readonly TimeSpan s_watchdogEvery = TimeSpan.FromSeconds(30);

    /// <summary>What a killed worker held comes back soon.</summary>
    private static readonly HubSettings s_quicklyForgotten = HubSettings.Quick with { Partitions = 4, HiddenFor = TimeSpan.FromSeconds(15), Lease = TimeSpan.FromSeconds(15) };

    /// <summary>Between two looks at a hub that goes by the machine's clock.</summary>
    private static readonly TimeSpan s_glance = TimeSpan.FromMilliseconds(20);

    private static readonly byte[] s_secretKey = [.. Enumerable.Range(0, SecretStore.KeyBytes).Select(number => (byte)number)];

    private readonly Client _client;
    private readonly HistoryFile? _history;
    private readonly Queue<Kill> _kills;
    private readonly UnkindFleet? _unkind;
    private readonly Dictionary<int, Agent> _agents = [];
    private readonly List<FailPoint> _deaths = [];
    private readonly DateTimeOffset _begun;
    private ServiceProvider? _services;
    private AsyncServiceScope? _scope;
    private ServiceProvider? _neighbourServices;
    private TaskHub? _hub;
    private HubWorker? _worker;
    private Life _life = new(null);
    private DateTimeOffset _watchdogDue;

    public World(Plan plan, params Func<World, Task<bool>>[] requests)
    {
        Plan = plan;
        _client = new Client(requests);
        _history = !plan.OnDurable && plan.Kills.Any(kill => kill.KeepsHistory) ? new HistoryFile() : null;
        _kills = new Queue<Kill>(plan.Kills);
        Clock = new FakeTimeProvider(plan.HubAccount is null ? new DateTimeOffset(2026, 11, 1, 8, 0, 0, TimeSpan.Zero) : TimeProvider.System.GetUtcNow());
        Fleet = new FakeFleet(Clock);
        _begun = Clock.GetUtcNow();
        _unkind = plan.CloudSeed is { } seed ? new UnkindFleet(Fleet, new Random(seed)) : null;
    }

    public Plan Plan { get; }

    /// <summary>Goes a second a step; with a hub on Azure Storage it follows the machine's.</summary>
    public FakeTimeProvider Clock { get; }

    /// <summary>Since the first step.</summary>
    public TimeSpan Age => Clock.GetUtcNow() - _begun;

    public IndexedStore Facts { get; } = new();

    public FakeFleet Fleet { get; }

    public LaunchLedger Ledger { get; } = new();

    public IReadOnlyDictionary<int, Agent> Agents => _agents;

    /// <summary>What jobs' commands end with, by the job's name; null goes on and on.</summary>
    public Func<string, int?> ExitCode { get; set; } = _ => 0;

    /// <summary>What else happens to the world; asked before every step.</summary>
    public Action<World> Disturb { get; set; } = _ => { };

    /// <summary>Where the control plane was killed so far.</summary>
    public IReadOnlyList<FailPoint> Deaths => _deaths;

    public bool ClientIsDone => _client.Done;

    public T Get<T>()
        where T : notnull => (_scope ??= _services!.CreateAsyncScope()).ServiceProvider.GetRequiredService<T>();

    /// <summary>Lets everybody act and time pass, a second at a time, until something is so.</summary>
    public async Task UntilAsync(string what, Func<Task<bool>> isSo, TimeSpan atMost)
    {
        DateTimeOffset deadline = Clock.GetUtcNow() + atMost;
        while (!await isSo())
        {
            if (Clock.GetUtcNow() >= deadline)
                Assert.Fail($"Expected within {atMost}: {what}. {Plan}; killed {string.Join("; ", _deaths)}; client done: {ClientIsDone}; instances {string.Join(' ', Fleet.Instances)}\n{await DescribeAsync()}");
            await StepAsync();
        }
    }

    public async Task StepAsync()
    {
        Fleet.Step();
        FollowTheFleet();
        Disturb(this);
        try
        {
            if (_services is null)
                await BeginAsync();
            if (_watchdogDue <= Clock.GetUtcNow())
                await WatchAsync(IntentRunner.Patience);

            await ServedOrRefusedAsync(_client.StepAsync(this));
            await RunUntilIdleAsync();
            foreach (Agent agent in _agents.Values.ToList())
            {
                await ServedOrRefusedAsync(agent.StepAsync(Get<AgentCalls>()));
                await RunUntilIdleAsync();
            }
        }
        catch (Exception) when (_life.DiedAt is not null)
        {
            // Whatever a dying process throws; what counts is what it left behind.
            _deaths.Add(_life.DiedAt);
            await BuryAsync(_kills.Dequeue().KeepsHistory);
        }

        Clock.Advance(Plan.HubAccount is null ? TimeSpan.FromSeconds(1) : SinceTheLastStep());
    }

    /// <summary>Every fact, for messages.</summary>
    public async Task<string> DescribeAsync() => string.Join("\n", await Facts.AllAsync());

    public void Dispose()
    {
        _hub?.Dispose();
        _scope?.Dispose();
        _services?.Dispose();
        _neighbourServices?.Dispose();
        _history?.Dispose();
    }

    /// <summary>A new process on the facts there are; the first thing it does is what <c>WatchdogService</c> does at a start.</summary>
    private async Task BeginAsync()
    {
        Life life = _life = new Life(_kills.TryPeek(out Kill? kill) ? kill.At : null);
        ServiceCollection services = Compose(life);
        if (Plan.OnDurable)
            await BeginOnDurableAsync(services, life);
        else
            await BeginOnEmbeddedAsync(services, life);
        await WatchAsync(TimeSpan.Zero);
    }

    private ServiceCollection Compose(Life life)
    {
        Neighbours neighbours = new();
        ServiceCollection services = new();
        services
            .AddSingleton<TimeProvider>(Clock)
            .AddSingleton(new ClusterTiming { Hold = TimeSpan.Zero, Poll = TimeSpan.FromSeconds(1), IdleWait = TimeSpan.FromSeconds(5) })
            .AddSingleton<ITableStore>(new StoreLimits(new FailPointStore(new MortalStore(Facts, life), life.Points)))
            .AddSingleton<IFleet>(new FailPointFleet(_unkind ?? (IFleet)Fleet, life.Points))
            .AddSingleton<INodeOffers>(neighbours)
            .AddSingleton<INodeBootstrap>(neighbours)
            .AddSingleton<INodeIdentity>(neighbours)
            .AddSingleton<ISecretStore>(provider => new SecretStore(provider.GetRequiredService<ITableStore>(), s_secretKey))
            .AddSingleton<IAssignmentSignal, InProcessSignal>()
            .AddLogging()
            .AddActivities().AddScoped<AgentCalls>()
            .AddOrchestrations()
            .AddBatchAiApi();
        return services;
    }

    private async Task BeginOnDurableAsync(ServiceCollection services, Life life)
    {
        _hub ??= await OpenHubAsync();
        _services = services.AddScoped<InvocationEngine>().AddSingleton(_hub.Orchestrations).BuildServiceProvider(validateScopes: true);
        _worker = await _hub.StartWorkerAsync(WorkWith(_services, _hub));
        life.Killed = _worker.Cut;
    }

    private async Task<TaskHub> OpenHubAsync()
    {
        if (Plan.HubAccount is null)
            return await TaskHub.SteppedAsync(Clock);

        TaskHub hub = await TaskHub.OnAzureStorageAsync(Plan.HubAccount, s_quicklyForgotten);
        _neighbourServices = Compose(new Life(null)).AddScoped<InvocationEngine>().AddSingleton(hub.Orchestrations).BuildServiceProvider(validateScopes: true);
        await hub.StartWorkerAsync(WorkWith(_neighbourServices, hub));
        return hub;
    }

    private static CatalogWork WorkWith(IServiceProvider services, TaskHub hub) => new(OrchestrationCatalog.All, ActivityCatalog.All, services, hub.Client);

    private async Task BeginOnEmbeddedAsync(ServiceCollection services, Life life)
    {
        _services = services.AddEmbeddedEngine(new EmbeddedEngineOptions { Stepped = true, DatabasePath = _history?.FilePath, Disturbance = HostileEngine.Of(Plan.Hostile) }).BuildServiceProvider(validateScopes: true);
        EmbeddedEngine engine = Get<EmbeddedEngine>();
        life.Killed = engine.Dispose;
        await engine.StartAsync(default);
    }

    private async Task RunUntilIdleAsync()
    {
        if (Plan.HubAccount is not null)
            await Task.Delay(s_glance);
        else
            await (_hub?.RunUntilIdleAsync() ?? Get<EmbeddedEngine>().RunUntilIdleAsync());
        _life.ThrowIfOver();
    }

    private TimeSpan SinceTheLastStep() => TimeProvider.System.GetUtcNow() - Clock.GetUtcNow() is var since && since > TimeSpan.Zero ? since : TimeSpan.Zero;

    /// <summary>What a life leaves behind: the facts and, if it is kept, the engine's history.</summary>
    private async Task BuryAsync(bool keepsHistory)
    {
        if (_worker is not null)
            await _worker.KillAsync();
        if (_scope is { } scope)
            await scope.DisposeAsync();
        if (_services is not null)
            await _services.DisposeAsync();
        (_worker, _scope, _services) = (null, null, null);
        if (keepsHistory)
            return;

        _history?.Lose();
        if (_hub is not null)
            await _hub.DisposeAsync();
        _hub = null;
    }

    private async Task WatchAsync(TimeSpan patience)
    {
        await ServedOrRefusedAsync(RoundAsync(patience));
        _watchdogDue = Clock.GetUtcNow() + s_watchdogEvery;
    }

    private async Task RoundAsync(TimeSpan patience)
    {
        await Get<IntentRunner>().ResumeAllAsync(patience, default);
        await Get<Watchdog>().RunAsync(default);
        await Get<Housekeeping>().RunAsync(default);
        await Get<LedgerRollUp>().RunAsync(default);
    }

    /// <summary>A call that meets a store which cannot serve ends there, as with a 503, and is made again in the next step.</summary>
    private static async Task ServedOrRefusedAsync(Task call)
    {
        try
        {
            await call;
        }
        catch (Exception away) when (away is StoreUnavailableException
            || (away is RoundFailedException round && round.InnerExceptions.All(part => part.InnerException is StoreUnavailableException)))
        {
            // What was accepted before is kept; nothing else was.
        }
    }

    private void FollowTheFleet()
    {
        foreach (int gone in _agents.Keys.Except(Fleet.Instances).ToList())
        {
            _agents[gone].Vanish();
            _agents.Remove(gone);
        }

        foreach (int instance in Fleet.Instances.Where(instance => !_agents.ContainsKey(instance)))
            _agents[instance] = new Agent(instance, Fleet.ClusterOf(instance), Ledger, name => ExitCode(name));
    }
}
