using BatchAi.Activities;
using BatchAi.Embedded;
using BatchAi.Faults;
using BatchAi.Functions;
using BatchAi.Model;
using BatchAi.Services;
using BatchAi.Simulation;
using BatchAi.State;
using BatchAi.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace BatchAi.Orchestrations.Tests;

/// <summary>The whole control plane in memory: real orchestrations, activities and scheduler over a fake fleet, fake agents and a clock that only the test moves.</summary>
public sealed class Story : IDisposable
{
    /// <summary>As LocalHost's <c>WatchdogService</c>.</summary>
    private static readonly TimeSpan s_watchdogEvery = TimeSpan.FromSeconds(30);

    private readonly Dictionary<int, FakeAgent> _agents = [];
    private readonly bool _onDurable;
    private readonly HostileSettings? _hostile;
    private DateTimeOffset _watchdogDue;
    private ServiceProvider _services = null!;
    private IServiceScope? _scope;
    private TaskHub? _hub;
    private TurnRecorder? _recorder;
    private int _jobs;

    private Story(int seed)
    {
        _onDurable = seed == OnEveryEngineAttribute.Durable;
        _hostile = seed > 0 ? new HostileSettings(seed) : null;
        Listening = new ListeningStore(Store);
        Fleet = new FakeFleet(Clock);
    }

    /// <param name="seed">See <see cref="OnEveryEngineAttribute"/>.</param>
    public static async Task<Story> BeginAsync(int seed)
    {
        Story story = new(seed);
        await story.RestartAsync();
        return story;
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 1, 8, 0, 0, TimeSpan.Zero));

    public InMemoryTableStore Store { get; } = new();

    /// <summary>What the control plane sees of <see cref="Store"/>.</summary>
    public ListeningStore Listening { get; }

    public FakeFleet Fleet { get; }

    public AgentScript Script { get; } = new();

    public Listener Listener { get; } = new();

    public ClusterRow Cluster { get; private set; } = null!;

    public IReadOnlyDictionary<int, FakeAgent> Agents => _agents;

    public T Get<T>() where T : notnull => (_scope ??= _services.CreateScope()).ServiceProvider.GetRequiredService<T>();

    /// <summary>What the Durable worker was asked since the last start.</summary>
    public IReadOnlyList<RecordedTurn> Turns => _recorder?.Turns ?? [];

    /// <summary>When the engine does something next without being rung; null when it waits for no time.</summary>
    public DateTimeOffset? NextDue => _hub is null ? Get<EmbeddedEngine>().NextDue : _hub.NextDue;

    /// <summary>A new process on the same facts, its engine's history lost.</summary>
    public async Task RestartAsync()
    {
        Dispose();
        ServiceCollection services = new();
        Boundary boundary = new();
        services
            .AddSingleton<TimeProvider>(Clock)
            .AddSingleton(new ClusterTiming { Hold = TimeSpan.Zero, Poll = TimeSpan.FromSeconds(1), IdleWait = TimeSpan.FromMinutes(5) })
            .AddSingleton<ITableStore>(new StoreLimits(Listening))
            .AddSingleton<IFleet>(Fleet)
            .AddSingleton<INodeOffers>(boundary)
            .AddSingleton<INodeBootstrap>(boundary)
            .AddSingleton<INodeIdentity>(boundary)
            .AddSingleton<ISecretStore>(boundary)
            .AddSingleton<IAssignmentSignal, InProcessSignal>()
            .AddSingleton<IJobEvents>(Listener)
            .AddSingleton<ILoggerFactory, LoggerFactory>()
            .AddLogging()
            .AddActivities().AddScoped<AgentCalls>()
            .AddOrchestrations()
            .AddTransient<OperationStore>();
        if (_onDurable)
            await BeginOnDurableAsync(services);
        else
            await BeginOnEmbeddedAsync(services);
    }

    /// <summary>A cluster that grows from 0 to <paramref name="maximum"/> nodes.</summary>
    public async Task MakeClusterAsync(int maximum, int minimum = 0, int initial = 0)
    {
        WorkspaceId workspace = new("sub", "group", "ws");
        Cluster = new ClusterRow
        {
            Id = new ClusterId(workspace, "c"),
            Uid = "00000000000000000000000000000001",
            Location = "here",
            Properties = new ClusterProperties { VmSize = "Small" },
            Image = new FleetImage("Canonical", "UbuntuServer", "16.04-LTS", "latest", ImageId: null),
            State = ProvisioningState.Succeeded,
            CreatedAt = Clock.GetUtcNow(),
            ChangedAt = Clock.GetUtcNow(),
        };
        await Store.TryInsertAsync(Tables.Resources, ResourceKeys.Partition(workspace), ResourceKeys.Cluster(Cluster.Id), Cluster, default);
        await Get<LiveClusters>().CreateAsync(
            new ClusterSettings
            {
                Uid = Cluster.Uid,
                Id = Cluster.Id,
                Location = "here",
                VmSize = "Small",
                LowPriority = false,
                Scale = new ScaleSettings { AutoScale = new AutoScaleSettings { MinimumNodeCount = minimum, MaximumNodeCount = maximum, InitialNodeCount = initial } },
                CreatedAt = Clock.GetUtcNow(),
            },
            default);
    }

    public async Task<JobRow> SubmitAsync(int nodes)
    {
        JobId id = new(new ExperimentId(Cluster.Id.Workspace, "e"), $"j{++_jobs}");
        JobRow row = new()
        {
            Id = id,
            Uid = $"0000000000000000000000000000a{_jobs:D3}",
            Cluster = Cluster.Id,
            ClusterUid = Cluster.Uid,
            Properties = new JobProperties { NodeCount = nodes },
            State = ProvisioningState.Succeeded,
            CreatedAt = Clock.GetUtcNow(),
            ChangedAt = Clock.GetUtcNow(),
        };
        await Store.TryInsertAsync(Tables.Resources, ResourceKeys.Partition(id.Experiment.Workspace), ResourceKeys.Job(id), row, default);
        await Get<LiveJobs>().EnqueueAsync(new NewJob(id, row.Uid, row.ClusterUid, nodes, JobPriority.Normal, TimeSpan.FromDays(7), row.CreatedAt), default);
        return row;
    }

    /// <summary>How a job stands, wherever that is written.</summary>
    public async Task<JobExecution?> ExecutionAsync(JobRow job) =>
        await Get<LiveJobs>().ViewAsync(job, default)
        ?? (await Store.FindAsync<JobRow>(Tables.Resources, ResourceKeys.Partition(job.Id.Experiment.Workspace), ResourceKeys.Job(job.Id), default))?.Value.Ended;

    /// <summary>Lets everybody act and time pass, a second at a time, until something is so.</summary>
    public async Task UntilAsync(string what, Func<Task<bool>> isSo, TimeSpan? atMost = null)
    {
        DateTimeOffset deadline = Clock.GetUtcNow() + (atMost ?? TimeSpan.FromMinutes(30));
        while (!await isSo())
        {
            Assert.True(Clock.GetUtcNow() < deadline, $"Expected within {atMost}: {what}. Fleet: {string.Join(", ", Fleet.Ledger)}; facts: {await FactsAsync()}");
            await StepAsync();
        }
    }

    public Task UntilEndedAsync(JobRow job) =>
        UntilAsync($"{job.Id.Name} ends", async () => await ExecutionAsync(job) is { State: ExecutionState.Succeeded or ExecutionState.Failed } && await Get<FactStore>().FindJobAsync(job, default) is null);

    public async Task StepAsync()
    {
        Fleet.Step();
        await RunUntilIdleAsync();
        foreach (int instance in Fleet.Instances.Where(instance => !_agents.ContainsKey(instance)))
            _agents[instance] = new FakeAgent(Get<AgentCalls>, Cluster.Uid, instance, Script, Listening);
        foreach (int gone in _agents.Keys.Except(Fleet.Instances).ToList())
            _agents.Remove(gone);
        foreach (FakeAgent agent in _agents.Values.ToList())
        {
            await agent.StepAsync();
            await RunUntilIdleAsync();
        }

        if (Clock.GetUtcNow() >= _watchdogDue)
        {
            await Get<Watchdog>().RunAsync(default);
            _watchdogDue = Clock.GetUtcNow() + s_watchdogEvery;
        }

        Clock.Advance(TimeSpan.FromSeconds(1));
    }

    /// <summary>Rows of the cluster, for messages.</summary>
    public async Task<string> FactsAsync()
    {
        IReadOnlyList<StoredEntity> rows = await Store.ListAsync(Tables.Facts, Cluster.Uid, null, null, 1000, default);
        return string.Join("\n", rows.Select(row => $"{row.Row} {System.Text.Encoding.UTF8.GetString(row.Document.Span)}"));
    }

    public void Dispose()
    {
        _hub?.Dispose();
        _scope?.Dispose();
        _scope = null;
        _services?.Dispose();
    }

    private async Task BeginOnDurableAsync(ServiceCollection services)
    {
        _hub = await TaskHub.SteppedAsync(Clock);
        _services = services.AddScoped<InvocationEngine>().AddSingleton(_hub.Orchestrations).BuildServiceProvider(validateScopes: true);
        _recorder = new TurnRecorder(new CatalogWork(OrchestrationCatalog.All, ActivityCatalog.All, _services, _hub.Client));
        await _hub.StartWorkerAsync(_recorder);
    }

    private Task BeginOnEmbeddedAsync(ServiceCollection services)
    {
        _services = services.AddEmbeddedEngine(new EmbeddedEngineOptions { Stepped = true, Disturbance = HostileEngine.Of(_hostile) }).BuildServiceProvider(validateScopes: true);
        return Get<EmbeddedEngine>().StartAsync(default);
    }

    private Task RunUntilIdleAsync() => _hub?.RunUntilIdleAsync() ?? Get<EmbeddedEngine>().RunUntilIdleAsync();
}
