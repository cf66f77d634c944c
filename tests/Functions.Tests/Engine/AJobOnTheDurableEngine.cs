using System.Diagnostics;
using BatchAi.Activities;
using BatchAi.Model;
using BatchAi.Orchestrations;
using BatchAi.Orchestrations.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace BatchAi.Functions.Tests;

/// <summary>The real engine below the real orchestrations, activities and scheduler; fleet and agents are doubles, the clock is the machine's.</summary>
public sealed class AJobOnTheDurableEngine : IAsyncLifetime
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly InMemoryTableStore _store = new();
    private readonly FakeFleet _fleet = new(TimeProvider.System);
    private readonly Dictionary<int, FakeAgent> _agents = [];
    private ServiceProvider _services = null!;
    private DurableEngine _engine = null!;
    private NodeCommands _commands = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Boundary boundary = new();
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddSingleton(new ControlPlane(TimeProvider.System.GetUtcNow()))
            .AddSingleton(new ClusterTiming { Hold = TimeSpan.Zero, Poll = TimeSpan.FromMilliseconds(100), IdleWait = TimeSpan.FromSeconds(1) })
            .AddSingleton<ITableStore>(new StoreLimits(_store))
            .AddSingleton<IFleet>(_fleet)
            .AddSingleton<INodeOffers>(boundary)
            .AddSingleton<INodeBootstrap>(boundary)
            .AddSingleton<INodeIdentity>(boundary)
            .AddSingleton<ISecretStore>(boundary)
            .AddSingleton<IAssignmentSignal, InProcessSignal>()
            .AddSingleton<IJobEvents>(new Listener())
            .AddActivities()
            .AddScoped<InvocationEngine>()
            .AddScoped<IOrchestrationClient>(services => new DurableOrchestrationClient(services.GetRequiredService<InvocationEngine>().Client))
            .BuildServiceProvider(validateScopes: true);
        _engine = await DurableEngine.StartAsync(OrchestrationCatalog.All, ActivityCatalog.All, _services);
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        await _services.DisposeAsync();
    }

    [Fact]
    public async Task Grows_the_cluster_runs_and_goes_back_to_nothing()
    {
        ClusterId cluster = new(new WorkspaceId("sub", "group", "ws"), "c");
        NewJob job = new(new JobId(new ExperimentId(cluster.Workspace, "e"), "j"), "0000000000000000000000000000a001", "00000000000000000000000000000001", 3, JobPriority.Normal, TimeSpan.FromDays(7), TimeProvider.System.GetUtcNow());
        await WriteResourcesAsync(cluster, job);
        await DoAsync<ClusterCommands>(commands => commands.CreateAsync(Settings(cluster, job.ClusterUid), Cancellation));
        await DoAsync<JobCommands>(commands => commands.EnqueueAsync(job, Cancellation));

        await UntilAsync("the job ends", job, async () => (await JobAsync(job)).Ended is { State: ExecutionState.Succeeded, Info.ExitCode: 0 });
        await UntilAsync("no node is left", job, () => Task.FromResult(_fleet.Instances.Count == 0));
        await UntilAsync("the cluster rests", job, async () => !(await _services.GetRequiredService<FactStore>().ControlAsync(job.ClusterUid, Cancellation))!.Value.Awake);

        Assert.Equal(["create", "raise 0 to 3"], _fleet.Ledger.Take(2));
        Assert.Empty(await _store.ListAsync(Tables.Assignments, job.ClusterUid, null, null, 100, Cancellation));
    }

    private static ClusterSettings Settings(ClusterId cluster, string uid) => new()
    {
        Uid = uid,
        Id = cluster,
        Location = "here",
        VmSize = "Small",
        LowPriority = false,
        Scale = new ScaleSettings { AutoScale = new AutoScaleSettings { MinimumNodeCount = 0, MaximumNodeCount = 4, InitialNodeCount = 0 } },
        CreatedAt = TimeProvider.System.GetUtcNow(),
    };

    private async Task WriteResourcesAsync(ClusterId cluster, NewJob job)
    {
        ClusterRow clusterRow = new() { Id = cluster, Uid = job.ClusterUid, Location = "here", Properties = new ClusterProperties { VmSize = "Small" }, Image = new FleetImage("Canonical", "UbuntuServer", "16.04-LTS", "latest", ImageId: null), State = ProvisioningState.Succeeded, CreatedAt = job.CreatedAt, ChangedAt = job.CreatedAt };
        JobRow jobRow = new() { Id = job.Id, Uid = job.Uid, Cluster = cluster, ClusterUid = job.ClusterUid, Properties = new JobProperties { NodeCount = 3 }, State = ProvisioningState.Succeeded, CreatedAt = job.CreatedAt, ChangedAt = job.CreatedAt };
        await _store.TryInsertAsync(Tables.Resources, ResourceKeys.Partition(cluster.Workspace), ResourceKeys.Cluster(cluster), clusterRow, Cancellation);
        await _store.TryInsertAsync(Tables.Resources, ResourceKeys.Partition(cluster.Workspace), ResourceKeys.Job(job.Id), jobRow, Cancellation);
    }

    private async Task<JobRow> JobAsync(NewJob job) =>
        (await _store.FindAsync<JobRow>(Tables.Resources, ResourceKeys.Partition(job.Id.Experiment.Workspace), ResourceKeys.Job(job.Id), Cancellation))!.Value;

    /// <summary>As a trigger would: in a scope of its own that has the engine's client.</summary>
    private async Task DoAsync<TService>(Func<TService, Task> work)
        where TService : notnull
    {
        await using AsyncServiceScope scope = _services.CreateAsyncScope();
        await work(InvocationEngine.Bind(scope.ServiceProvider, _engine.Client).GetRequiredService<TService>());
    }

    /// <summary>The agents act all the while.</summary>
    private async Task UntilAsync(string what, NewJob job, Func<Task<bool>> isSo)
    {
        Stopwatch waited = Stopwatch.StartNew();
        while (!await isSo())
        {
            Assert.True(waited.Elapsed < s_patience, $"Expected within {s_patience}: {what}. Fleet: {string.Join(", ", _fleet.Ledger)}; job: {await JobAsync(job)}");
            _fleet.Step();
            foreach (int instance in _fleet.Instances)
                await DoAsync<NodeCommands>(commands => AgentOf(instance, job.ClusterUid, commands).StepAsync());
            await Task.Delay(20, Cancellation);
        }
    }

    private FakeAgent AgentOf(int instance, string clusterUid, NodeCommands commands)
    {
        _commands = commands;
        if (!_agents.TryGetValue(instance, out FakeAgent? agent))
            _agents[instance] = agent = new FakeAgent(() => _commands, clusterUid, instance, new AgentScript(), new ListeningStore(_store));
        return agent;
    }
}
