using System.Diagnostics;
using BatchAi.Activities;
using BatchAi.Model;
using BatchAi.Orchestrations;
using BatchAi.Services;
using BatchAi.Simulation;
using BatchAi.State;
using BatchAi.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace BatchAi.Functions.Tests;

/// <summary>The real orchestrations, activities and scheduler on a hub; fleet and agents are doubles, the clock is the machine's.</summary>
internal sealed class AControlPlane : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly Dictionary<int, FakeAgent> _agents = [];
    private readonly ServiceProvider _services;
    private readonly TaskHub _hub;
    private readonly AgentScript _script = new();
    private AgentCalls _commands = null!;
    private int _jobs;

    private AControlPlane(TaskHub hub, ClusterTiming timing)
    {
        _hub = hub;
        Boundary boundary = new();
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddSingleton(timing)
            .AddSingleton<ITableStore>(new StoreLimits(Store))
            .AddSingleton<IFleet>(Fleet)
            .AddSingleton<INodeOffers>(boundary)
            .AddSingleton<INodeBootstrap>(boundary)
            .AddSingleton<INodeIdentity>(boundary)
            .AddSingleton<ISecretStore>(boundary)
            .AddSingleton<IAssignmentSignal, InProcessSignal>()
            .AddSingleton<IJobEvents>(new Listener())
            .AddActivities().AddScoped<AgentCalls>()
            .AddScoped<InvocationEngine>()
            .AddScoped<IOrchestrationClient>(services => new DurableOrchestrationClient(services.GetRequiredService<InvocationEngine>().Client))
            .BuildServiceProvider(validateScopes: true);
    }

    public InMemoryTableStore Store { get; } = new();

    public FakeFleet Fleet { get; } = new(TimeProvider.System);

    private FactStore Facts => _services.GetRequiredService<FactStore>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<AControlPlane> BeginAsync(TaskHub hub, ClusterTiming timing)
    {
        AControlPlane begun = new(hub, timing);
        await hub.StartWorkerAsync(new CatalogWork(OrchestrationCatalog.All, ActivityCatalog.All, begun._services, hub.Client));
        return begun;
    }

    /// <summary>A job on a cluster that grows from nothing; the first makes the cluster.</summary>
    public async Task<NewJob> SubmitAsync(int nodes)
    {
        int number = ++_jobs;
        ClusterId cluster = new(new WorkspaceId("sub", "group", "ws"), "c");
        NewJob job = new(
            new JobId(new ExperimentId(cluster.Workspace, "e"), $"j{number}"), $"0000000000000000000000000000a{number:D3}", "00000000000000000000000000000001",
            nodes, JobPriority.Normal, TimeSpan.FromDays(7), TimeProvider.System.GetUtcNow());
        if (number == 1)
            await MakeAsync(cluster, job);

        JobRow row = new()
        {
            Id = job.Id,
            Uid = job.Uid,
            Cluster = cluster,
            ClusterUid = job.ClusterUid,
            Properties = new JobProperties { NodeCount = nodes },
            State = ProvisioningState.Succeeded,
            CreatedAt = job.CreatedAt,
            ChangedAt = job.CreatedAt,
        };
        await Store.TryInsertAsync(Tables.Resources, ResourceKeys.Partition(cluster.Workspace), ResourceKeys.Job(job.Id), row, Cancellation);
        await DoAsync<LiveJobs>(commands => commands.EnqueueAsync(job, Cancellation));
        return job;
    }

    /// <summary>Until the job has ended with exit code 0 and its nodes are free.</summary>
    public async Task UntilEndedAsync(NewJob job)
    {
        await UntilAsync("the job ends", job, async () => (await JobAsync(job)).Ended is { State: ExecutionState.Succeeded, Info.ExitCode: 0 });
        await UntilAsync("its nodes are free", job, async () =>
            await Facts.RunningJobAsync(job.ClusterUid, job.Uid, Cancellation) is null
            && (await Facts.NodesAsync(job.ClusterUid, Cancellation)).All(node => node.Value.IdleSince is not null));
    }

    /// <summary>Until the job has ended with exit code 0, no node is left and the cluster rests.</summary>
    public async Task UntilAtRestAsync(NewJob job)
    {
        await UntilAsync("the job ends", job, async () => (await JobAsync(job)).Ended is { State: ExecutionState.Succeeded, Info.ExitCode: 0 });
        await UntilAsync("no node is left", job, () => Task.FromResult(Fleet.Instances.Count == 0));
        await UntilAsync("the cluster rests", job, async () => !(await Facts.ControlAsync(job.ClusterUid, Cancellation))!.Value.Awake);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private async Task MakeAsync(ClusterId cluster, NewJob job)
    {
        ClusterRow row = new()
        {
            Id = cluster,
            Uid = job.ClusterUid,
            Location = "here",
            Properties = new ClusterProperties { VmSize = "Small" },
            Image = new FleetImage("Canonical", "UbuntuServer", "16.04-LTS", "latest", ImageId: null),
            State = ProvisioningState.Succeeded,
            CreatedAt = job.CreatedAt,
            ChangedAt = job.CreatedAt,
        };
        await Store.TryInsertAsync(Tables.Resources, ResourceKeys.Partition(cluster.Workspace), ResourceKeys.Cluster(cluster), row, Cancellation);
        await DoAsync<LiveClusters>(commands => commands.CreateAsync(Settings(cluster, job.ClusterUid), Cancellation));
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

    private async Task<JobRow> JobAsync(NewJob job) =>
        (await Store.FindAsync<JobRow>(Tables.Resources, ResourceKeys.Partition(job.Id.Experiment.Workspace), ResourceKeys.Job(job.Id), Cancellation))!.Value;

    /// <summary>As a trigger would: in a scope of its own that has the engine's client.</summary>
    private async Task DoAsync<TService>(Func<TService, Task> work)
        where TService : notnull
    {
        await using AsyncServiceScope scope = _services.CreateAsyncScope();
        await work(InvocationEngine.Bind(scope.ServiceProvider, _hub.Client).GetRequiredService<TService>());
    }

    /// <summary>The agents act all the while.</summary>
    private async Task UntilAsync(string what, NewJob job, Func<Task<bool>> isSo)
    {
        Stopwatch waited = Stopwatch.StartNew();
        while (!await isSo())
        {
            Assert.True(waited.Elapsed < s_patience, $"Expected within {s_patience}: {what}. Fleet: {string.Join(", ", Fleet.Ledger)}; job: {await JobAsync(job)}");
            Fleet.Step();
            foreach (int instance in Fleet.Instances)
                await DoAsync<AgentCalls>(commands => AgentOf(instance, job.ClusterUid, commands).StepAsync());
            await Task.Delay(20, Cancellation);
        }
    }

    private FakeAgent AgentOf(int instance, string clusterUid, AgentCalls commands)
    {
        _commands = commands;
        if (!_agents.TryGetValue(instance, out FakeAgent? agent))
            _agents[instance] = agent = new FakeAgent(() => _commands, clusterUid, instance, _script, new ListeningStore(Store));
        return agent;
    }
}
