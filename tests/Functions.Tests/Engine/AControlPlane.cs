using System.Diagnostics;
using BatchAi.Model;
using BatchAi.Services;
using BatchAi.Simulation;
using BatchAi.State;
using BatchAi.Testing;

namespace BatchAi.Functions.Tests;

/// <summary>
/// A simulated world whose control plane runs on a hub and goes by the machine's clock; cloud and nodes follow that clock.
/// </summary>
internal sealed class AControlPlane : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    /// <summary>Between two looks at a hub that works on threads of its own.</summary>
    private static readonly TimeSpan s_glance = TimeSpan.FromMilliseconds(20);

    private readonly SimulatedWorld _world;
    private int _jobs;

    private AControlPlane(SimulatedWorld world) => _world = world;

    public InMemoryTableStore Store => _world.Store;

    public SimulatedCloud Fleet => _world.Cloud;

    private FactStore Facts => _world.Get<FactStore>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<AControlPlane> BeginAsync(TaskHub hub, ClusterTiming timing)
    {
        SimulatedWorld world = SimulatedWorld.Make(new WorldOptions
        {
            Begin = TimeProvider.System.GetUtcNow(),
            Timing = timing,
            // No watchdog: what is counted is what a job costs.
            WatchdogEvery = Timeout.InfiniteTimeSpan,
            Engine = _ => Task.FromResult<IOrchestrationEngine>(new DurableEngine(hub, () => Task.CompletedTask)),
            Compose = parts => parts with { Clock = TimeProvider.System },
        });
        (world.Script.CallEvery, world.Script.CallsAtOnce) = (s_glance, false);
        await world.RestartAsync();
        return new AControlPlane(world);
    }

    /// <summary>A job on a cluster that grows from nothing; the first makes the cluster.</summary>
    public async Task<NewJob> SubmitAsync(int nodes)
    {
        int number = ++_jobs;
        ClusterId cluster = new(new WorkspaceId("sub", "group", "ws"), "c");
        NewJob job = new(
            new JobId(new ExperimentId(cluster.Workspace, "e"), $"j{number}"),
            $"0000000000000000000000000000a{number:D3}",
            "00000000000000000000000000000001",
            nodes,
            JobPriority.Normal,
            TimeSpan.FromDays(7),
            TimeProvider.System.GetUtcNow());
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
        await Store.TryInsertAsync(
            Tables.Resources,
            ResourceKeys.Partition(cluster.Workspace),
            ResourceKeys.Job(job.Id),
            row,
            Cancellation);
        await _world.Get<LiveJobs>().EnqueueAsync(job, Cancellation);
        return job;
    }

    /// <summary>Until the job has ended with exit code 0 and its nodes are free.</summary>
    public async Task UntilEndedAsync(NewJob job)
    {
        await UntilAsync(
            "the job ends",
            job,
            async () => (await JobAsync(job)).Ended is { State: ExecutionState.Succeeded, Info.ExitCode: 0 });
        await UntilAsync(
            "its nodes are free",
            job,
            async () =>
                await Facts.RunningJobAsync(job.ClusterUid, job.Uid, Cancellation) is null
                && (await Facts.NodesAsync(job.ClusterUid, Cancellation)).All(node => node.Value.IdleSince is not null));
    }

    /// <summary>Until the job has ended with exit code 0, no node is left and the cluster rests.</summary>
    public async Task UntilAtRestAsync(NewJob job)
    {
        await UntilAsync(
            "the job ends",
            job,
            async () => (await JobAsync(job)).Ended is { State: ExecutionState.Succeeded, Info.ExitCode: 0 });
        await UntilAsync("no node is left", job, () => Task.FromResult(Fleet.Instances.Count == 0));
        await UntilAsync("the cluster rests", job, async () => !(await Facts.ControlAsync(job.ClusterUid, Cancellation))!.Value.Awake);
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

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
        await Store.TryInsertAsync(
            Tables.Resources,
            ResourceKeys.Partition(cluster.Workspace),
            ResourceKeys.Cluster(cluster),
            row,
            Cancellation);
        await _world.Get<LiveClusters>().CreateAsync(Settings(cluster, job.ClusterUid), Cancellation);
    }

    private static ClusterSettings Settings(ClusterId cluster, string uid) =>
        new()
        {
            Uid = uid,
            Id = cluster,
            Location = "here",
            VmSize = "Small",
            LowPriority = false,
            Scale = new ScaleSettings
            {
                AutoScale = new AutoScaleSettings
                {
                    MinimumNodeCount = 0,
                    MaximumNodeCount = 4,
                    InitialNodeCount = 0,
                },
            },
            CreatedAt = TimeProvider.System.GetUtcNow(),
        };

    private async Task<JobRow> JobAsync(NewJob job) =>
        (
            await Store.FindAsync<JobRow>(
                Tables.Resources,
                ResourceKeys.Partition(job.Id.Experiment.Workspace),
                ResourceKeys.Job(job.Id),
                Cancellation))!.Value;

    /// <summary>The cloud and the nodes act all the while.</summary>
    private async Task UntilAsync(string what, NewJob job, Func<Task<bool>> isSo)
    {
        Stopwatch waited = Stopwatch.StartNew();
        while (!await isSo())
        {
            Assert.True(
                waited.Elapsed < s_patience,
                $"Expected within {s_patience}: {what}. Fleet: {string.Join(", ", Fleet.Ledger)}; job: {await JobAsync(job)}");
            await Task.Delay(s_glance, Cancellation);
            if (TimeProvider.System.GetUtcNow() is var now && now > _world.Clock.GetUtcNow())
                await _world.AdvanceToAsync(now);
        }
    }
}
