using BatchAi.Faults;
using BatchAi.Model;
using BatchAi.Services;
using BatchAi.Simulation;
using BatchAi.State;
using BatchAi.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace BatchAi.Orchestrations.Tests;

/// <summary>
/// A simulated world with one cluster, told second by second: every node calls each second, and only the test lets time pass.
/// </summary>
public sealed class Story : IDisposable
{
    private readonly SimulatedWorld _world;
    private readonly bool _onDurable;
    private readonly HostileSettings? _hostile;
    private IOrchestrationEngine? _engine;
    private int _jobs;

    private Story(int seed)
    {
        _onDurable = seed == OnEveryEngineAttribute.Durable;
        _hostile = seed > 0 ? new HostileSettings(seed) : null;
        _world = SimulatedWorld.Make(new WorldOptions
        {
            Timing = new ClusterTiming { Hold = TimeSpan.Zero, Poll = TimeSpan.FromSeconds(1), IdleWait = TimeSpan.FromMinutes(5) },
            BeginsWithARound = false,
            Engine = async clock => _engine = _onDurable
                ? await DurableEngine.SteppedAsync(clock, records: true)
                : new SteppedEngine(HostileEngine.Of(_hostile)),
            Compose = parts => parts with { Store = Listening!, Also = services => services.AddSingleton<IJobEvents>(Listener) },
            AroundCalls = calls => Script!.HangsUp ? new HangingUp(calls, Listening!) : calls,
        });
        (_world.Script.CallEvery, _world.Script.CallsAtOnce) = (TimeSpan.FromSeconds(1), false);
        (Listening, Script) = (new ListeningStore(Store), new AgentScript(_world.Script));
    }

    /// <param name="seed">See <see cref="OnEveryEngineAttribute"/>.</param>
    public static async Task<Story> BeginAsync(int seed)
    {
        Story story = new(seed);
        await story.RestartAsync();
        return story;
    }

    public VirtualClock Clock => _world.Clock;

    public InMemoryTableStore Store => _world.Store;

    /// <summary>What the control plane sees of <see cref="Store"/>.</summary>
    public ListeningStore Listening { get; }

    public SimulatedCloud Fleet => _world.Cloud;

    public AgentScript Script { get; }

    public Listener Listener { get; } = new();

    public ClusterRow Cluster { get; private set; } = null!;

    public IReadOnlyDictionary<int, SimulatedNode> Agents => _world.Nodes;

    public T Get<T>()
        where T : notnull => _world.Get<T>();

    /// <summary>What the Durable worker was asked since the last start.</summary>
    public IReadOnlyList<RecordedTurn> Turns => (_engine as DurableEngine)?.Turns ?? [];

    /// <summary>When the engine does something next without being rung; null when it waits for no time.</summary>
    public DateTimeOffset? NextDue => _engine!.NextDue;

    /// <summary>A new process on the same facts, its engine's history lost.</summary>
    public Task RestartAsync() => _world.RestartAsync();

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
        await Store.TryInsertAsync(
            Tables.Resources,
            ResourceKeys.Partition(workspace),
            ResourceKeys.Cluster(Cluster.Id),
            Cluster,
            default);
        await Get<LiveClusters>()
            .CreateAsync(
                new ClusterSettings
                {
                    Uid = Cluster.Uid,
                    Id = Cluster.Id,
                    Location = "here",
                    VmSize = "Small",
                    LowPriority = false,
                    Scale = new ScaleSettings
                    {
                        AutoScale = new AutoScaleSettings
                        {
                            MinimumNodeCount = minimum,
                            MaximumNodeCount = maximum,
                            InitialNodeCount = initial,
                        },
                    },
                    CreatedAt = Clock.GetUtcNow(),
                },
                default);
    }

    public async Task<JobRow> SubmitAsync(int nodes, JobRetryPolicy? policy = null)
    {
        JobId id = new(new ExperimentId(Cluster.Id.Workspace, "e"), $"j{++_jobs}");
        JobRow row = new()
        {
            Id = id,
            Uid = $"0000000000000000000000000000a{_jobs:D3}",
            Cluster = Cluster.Id,
            ClusterUid = Cluster.Uid,
            Properties = new JobProperties { NodeCount = nodes, RetryPolicy = policy },
            State = ProvisioningState.Succeeded,
            CreatedAt = Clock.GetUtcNow(),
            ChangedAt = Clock.GetUtcNow(),
        };
        await Store.TryInsertAsync(Tables.Resources, ResourceKeys.Partition(id.Experiment.Workspace), ResourceKeys.Job(id), row, default);
        await Get<LiveJobs>()
            .EnqueueAsync(
                new NewJob(id, row.Uid, row.ClusterUid, nodes, JobPriority.Normal, TimeSpan.FromDays(7), row.CreatedAt, policy),
                default);
        return row;
    }

    /// <summary>How a job stands, wherever that is written.</summary>
    public async Task<JobExecution?> ExecutionAsync(JobRow job) =>
        await Get<LiveJobs>().ViewAsync(job, default)
        ?? (
            await Store.FindAsync<JobRow>(
                Tables.Resources,
                ResourceKeys.Partition(job.Id.Experiment.Workspace),
                ResourceKeys.Job(job.Id),
                default))
            ?.Value
            .Ended;

    /// <summary>Lets everybody act and time pass, a second at a time, until something is so.</summary>
    public async Task UntilAsync(string what, Func<Task<bool>> isSo, TimeSpan? atMost = null)
    {
        DateTimeOffset deadline = Clock.GetUtcNow() + (atMost ?? TimeSpan.FromMinutes(30));
        while (!await isSo())
        {
            Assert.True(
                Clock.GetUtcNow() < deadline,
                $"Expected within {atMost}: {what}. Fleet: {string.Join(", ", Fleet.Ledger)}; facts: {await FactsAsync()}");
            await StepAsync();
        }
    }

    /// <summary>A node that an agent of the test's own registers.</summary>
    public Task<RegisterResponse> RegisterAsync(string boot, string key = "key", int instance = 1) =>
        Get<AgentCalls>()
            .RegisterAsync(
                new RegisterRequest
                {
                    Protocol = 1,
                    ClusterUid = Cluster.Uid,
                    InstanceId = $"{instance}",
                    BootId = boot,
                    KeyHash = key,
                    Proof = "proof",
                    Address = "10.0.0.1",
                },
                default);

    public Task UntilEndedAsync(JobRow job) =>
        UntilAsync(
            $"{job.Id.Name} ends",
            async () =>
                await ExecutionAsync(job) is { State: ExecutionState.Succeeded or ExecutionState.Failed }
                && await Get<FactStore>().FindJobAsync(job, default) is null);

    /// <summary>Lets everybody act for a second.</summary>
    public async Task StepAsync()
    {
        await _world.AdvanceToAsync(Clock.GetUtcNow() + TimeSpan.FromSeconds(1));
        Assert.Empty(_world.Ledger.Wrongs);
        Assert.DoesNotContain(_world.Nodes.Values.SelectMany(node => node.Refusals), refused => refused.Status is not 404);
    }

    /// <summary>Rows of the cluster, for messages.</summary>
    public async Task<string> FactsAsync()
    {
        IReadOnlyList<StoredEntity> rows = await Store.ListAsync(Tables.Facts, Cluster.Uid, null, null, 1000, default);
        return string.Join("\n", rows.Select(row => $"{row.Row} {System.Text.Encoding.UTF8.GetString(row.Document.Span)}"));
    }

    public void Dispose() => _world.Dispose();
}
