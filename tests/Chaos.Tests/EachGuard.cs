using BatchAi.Activities;
using BatchAi.Embedded;
using BatchAi.Model;
using BatchAi.Services;
using BatchAi.Simulation;
using BatchAi.State;

namespace BatchAi.Chaos.Tests;

/// <summary>
/// Promises whose guard only shows in one moment, which is made to happen here. docs/adr/0007-proofs.md lists all
/// promises with their tests.
/// </summary>
public sealed class EachGuard : IDisposable
{
    private static readonly TimeSpan s_soon = TimeSpan.FromMinutes(2);

    private readonly World _world = new(new Plan([]), [.. Scenario.Everything[..3], Requests.PutJob("one")]) { ExitCode = _ => null };

    private string Uid => _world.Fleet.ScaleSets.Single()[ScaleSetSpecs.NameOf("").Length..];

    [Fact]
    public async Task Of_two_decisions_on_the_same_facts_the_second_to_commit_is_superseded()
    {
        await RunningAsync();
        await Requests.PutJob("two")(_world);
        ClusterTurn turn = new(Uid, (await ControlAsync()).Generation, Continued: true);
        ClusterStep? first = null;

        ClusterStep second = await Decider(async () => first = await Decider(() => Task.CompletedTask).RunAsync(turn, default))
            .RunAsync(turn, default);

        Assert.True(second.Again && second.Fleet is null, $"{second}");
        Assert.Equal(FleetAction.Raise, first!.Fleet!.Action);
        Assert.Equal(first.Fleet.Fence, (await ControlAsync()).InFlight!.Fence);
    }

    [Fact]
    public async Task A_job_put_in_between_the_last_look_and_the_rest_wakes_the_cluster_again()
    {
        _world.ExitCode = _ => 0;
        await _world.UntilAsync(
            "the cluster rests after its job",
            async () => _world.Ledger.Launches.Count == 2 && !(await ControlAsync()).Awake,
            s_soon);
        FactStore facts = _world.Get<FactStore>();
        Row<ClusterControl> control = (await facts.ControlAsync(Uid, default))!;
        Assert.True(
            await facts.TryCommitAsync(
                Uid,
                [RowStoreExtensions.Replace(control with { Value = control.Value with { Awake = true } })],
                default));
        ClusterTurn ended = new(Uid, control.Value.Generation, Continued: true);

        ClusterStep rest = await Decider(() => Requests.PutJob("two")(_world)).RunAsync(ended, default);

        Assert.True(rest.Ended, $"{rest}");
        Assert.NotNull(await _world.Get<EmbeddedEngine>().GetAsync(OrchestrationNames.ClusterInstance(Uid, ended.Generation + 1), default));
    }

    [Fact]
    public async Task A_generation_that_went_to_rest_decides_nothing_any_more()
    {
        _world.ExitCode = _ => 0;
        await _world.UntilAsync(
            "the cluster rests after its job",
            async () => _world.Ledger.Launches.Count == 2 && !(await ControlAsync()).Awake,
            s_soon);
        ClusterControl resting = await ControlAsync();
        await Requests.PutJob("two")(_world);

        ClusterStep late = await Decider(() => Task.CompletedTask)
            .RunAsync(new ClusterTurn(Uid, resting.Generation, Continued: true), default);

        Assert.True(late is { Ended: true, Fleet: null }, $"{late}");
        Assert.Equal((false, resting.Fence), ((await ControlAsync()).Awake, (await ControlAsync()).Fence));
    }

    [Fact]
    public async Task A_generation_that_died_before_its_first_act_is_skipped()
    {
        _world.ExitCode = _ => 0;
        await _world.UntilAsync(
            "the cluster rests after its job",
            async () => _world.Ledger.Launches.Count == 2 && !(await ControlAsync()).Awake,
            s_soon);
        int resting = (await ControlAsync()).Generation;
        await Requests.PutJob("two")(_world);
        EmbeddedEngine engine = _world.Get<EmbeddedEngine>();
        await engine.TerminateAsync(OrchestrationNames.ClusterInstance(Uid, resting + 1), "died", default);

        await _world.Get<Watchdog>().RunAsync(default);

        Assert.NotNull(await engine.GetAsync(OrchestrationNames.ClusterInstance(Uid, resting + 2), default));
    }

    [Fact]
    public async Task A_job_that_is_queued_again_after_its_end_is_told_to_no_node()
    {
        _world.ExitCode = _ => 0;
        await _world.UntilAsync(
            "the cluster rests after its job",
            async () => _world.Ledger.Launches.Count == 2 && !(await ControlAsync()).Awake,
            s_soon);
        int resting = (await ControlAsync()).Generation;
        JobRow ended = RowJson.Read<JobRow>(
            _world
                .Facts.All()
                .Single(row => row.Table == Tables.Resources && row.Text.Contains("\"ended\":{", StringComparison.Ordinal))
                .Text);

        await _world
            .Get<LiveJobs>()
            .EnqueueAsync(
                new NewJob(ended.Id, ended.Uid, ended.ClusterUid, 2, JobPriority.Normal, TimeSpan.FromDays(1), ended.CreatedAt),
                default);
        await _world.UntilAsync(
            "the cluster rests again",
            async () => await ControlAsync() is { Awake: false } control && control.Generation > resting,
            s_soon);

        Assert.Equal(2, _world.Ledger.Launches.Count);
    }

    [Fact]
    public async Task A_fleet_that_cannot_be_listed_has_lost_no_node()
    {
        await RunningAsync();
        FleetObserver observer = new(_world.Get<FactStore>(), new UnreadableFleet(_world.Fleet), _world.Clock);

        await Assert.ThrowsAsync<HttpRequestException>(() => observer.ObserveAsync(Uid, default));

        Assert.Equal(2, (await _world.Get<FactStore>().NodesAsync(Uid, default)).Count);
    }

    [Fact]
    public async Task A_node_that_became_known_when_a_listing_had_begun_is_not_lost_by_it()
    {
        await RunningAsync();
        FactStore facts = _world.Get<FactStore>();
        FleetObserver observer = new(facts, _world.Fleet, _world.Clock);
        NodeFacts young = new() { Ordinal = 9, NodeId = "young", KnownSince = _world.Clock.GetUtcNow() };
        Assert.True(await facts.TryCommitAsync(Uid, [RowStoreExtensions.Insert(FactKeys.Node(young.Ordinal), young)], default));

        await observer.ObserveAsync(Uid, default);
        Assert.Equal(3, (await facts.NodesAsync(Uid, default)).Count);

        _world.Clock.Advance(TimeSpan.FromSeconds(1));
        await observer.ObserveAsync(Uid, default);
        Assert.Equal(2, (await facts.NodesAsync(Uid, default)).Count);
    }

    [Fact]
    public async Task A_bell_that_hangs_rung_is_not_rung_again_and_one_that_was_answered_is()
    {
        await RunningAsync();
        await _world.Get<EmbeddedEngine>().RunUntilIdleAsync();
        CountingClient client = new(_world.Get<EmbeddedEngine>());
        Bells bells = new(_world.Facts, _world.Get<FactStore>(), client, _world.Clock);

        await bells.WakeClusterAsync(Uid, default);
        await bells.WakeClusterAsync(Uid, default);
        Assert.Equal(1, client.Rings);

        await _world.Get<EmbeddedEngine>().RunUntilIdleAsync();
        await bells.WakeClusterAsync(Uid, default);
        Assert.Equal(2, client.Rings);
    }

    [Fact]
    public async Task A_bell_that_nobody_answers_any_more_is_taken_down_and_that_of_a_running_attempt_hangs()
    {
        await RunningAsync();
        string running = FactKeys.JobBell((await _world.Get<FactStore>().RunningAsync(Uid, default)).Single().Value.Uid);
        string over = FactKeys.JobBell("0123456789abcdef0123456789abcdef");
        foreach (string bell in (string[])[running, over])
            await _world.Facts.TryInsertAsync(Tables.Facts, Uid, bell, new BellRow(_world.Clock.GetUtcNow(), "instance"), default);

        await _world.Get<Watchdog>().RunAsync(default);

        Assert.NotNull(await _world.Facts.FindAsync<BellRow>(Tables.Facts, Uid, running, default));
        Assert.Null(await _world.Facts.FindAsync<BellRow>(Tables.Facts, Uid, over, default));
    }

    [Fact]
    public async Task The_agent_of_an_earlier_boot_is_told_to_stop_whatever_it_asks()
    {
        await RunningAsync();
        AgentCalls api = _world.Get<AgentCalls>();
        RegisterRequest old = new()
        {
            Protocol = 1,
            ClusterUid = Uid,
            InstanceId = "9",
            BootId = "old",
            KeyHash = "old",
            Proof = "proof",
            Address = "10.0.0.9",
        };
        RegisterResponse before = await api.RegisterAsync(old, default);
        await api.RegisterAsync(old with { BootId = "new", KeyHash = "new" }, default);

        ApiException synced = await Assert.ThrowsAsync<ApiException>(() =>
            api.SyncAsync(
                before.Token,
                new SyncRequest
                {
                    Protocol = 1,
                    BootId = "old",
                    Epoch = before.Epoch,
                    Status = NodeStatus.Ready,
                },
                default));
        ApiException registered = await Assert.ThrowsAsync<ApiException>(() => api.RegisterAsync(old, default));

        Assert.Equal((410, 410), (synced.Status, registered.Status));
    }

    public void Dispose() => _world.Dispose();

    private Task RunningAsync() =>
        _world.UntilAsync(
            "the job runs on two nodes",
            () => Task.FromResult(_world.ClientIsDone && _world.Ledger.Launches.Count == 2),
            s_soon);

    private async Task<ClusterControl> ControlAsync() => (await _world.Get<FactStore>().ControlAsync(Uid, default))!.Value;

    /// <summary>Decides, and lets something happen between its reading and its commit.</summary>
    private Reconcile Decider(Func<Task> meanwhile) =>
        new(
            new FactStore(new PausedStore(_world.Facts, meanwhile, FactKeys.Control)),
            _world.Get<AttendJobs>(),
            _world.Get<CheckRest>(),
            _world.Get<ControlPlane>(),
            _world.Get<ClusterTiming>(),
            _world.Clock);
}
