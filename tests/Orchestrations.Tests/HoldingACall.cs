using BatchAi.Faults;
using BatchAi.Model;
using BatchAi.Services;
using BatchAi.State;

namespace BatchAi.Orchestrations.Tests;

/// <summary>How nodes hear of changes where calls are dear and another process may make the change.</summary>
public sealed class HoldingACall : IAsyncLifetime
{
    private static readonly string s_jobUid = new('a', 32);
    private Story _story = null!;
    private RegisterResponse _session = null!;

    public async ValueTask InitializeAsync()
    {
        _story = await Story.BeginAsync(seed: 0);
        await _story.MakeClusterAsync(maximum: 1);
        _session = await _story.RegisterAsync("boot");
    }

    public ValueTask DisposeAsync()
    {
        _story.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Only_nodes_that_start_or_stop_something_are_held_and_hear_at_once()
    {
        NodeSync here = Process(out _);
        Process(out SharedSignal elsewhere);
        SyncResponse idle = await SyncAsync(here, known: null);
        Assert.Equal((null, 10), (idle.Assignment, idle.NextInSeconds));
        Assert.Equal(10, (await SyncAsync(here, idle.Version)).NextInSeconds);

        await AssignAsync(JobPhase.Prepare);
        SyncResponse preparing = await SyncAsync(here, idle.Version);
        Assert.Equal((JobPhase.Prepare, 0), (preparing.Assignment!.Phase, preparing.NextInSeconds));

        Task<SyncResponse> held = SyncAsync(here, preparing.Version);
        Assert.False(held.IsCompleted);
        await AssignAsync(JobPhase.Launch);
        await elsewhere.ChangedAsync(_story.Cluster.Uid, [1], default);

        SyncResponse launching = await PassAsync(held, atMost: TimeSpan.FromSeconds(3));
        Assert.Equal((JobPhase.Launch, 10), (launching.Assignment!.Phase, launching.NextInSeconds));
    }

    [Fact]
    public async Task A_node_whose_part_has_ended_is_held_until_it_hears_to_stop()
    {
        NodeSync here = Process(out SharedSignal signal);
        await AssignAsync(JobPhase.Launch);
        SyncResponse told = await SyncAsync(here, known: null);
        Assert.Equal(10, told.NextInSeconds);

        SyncResponse taken = await SyncAsync(here, told.Version, Ended());
        Assert.Equal(0, taken.NextInSeconds);

        Task<SyncResponse> held = SyncAsync(here, taken.Version, Ended());
        Assert.False(held.IsCompleted);
        await AssignAsync(JobPhase.Stop);
        await signal.ChangedAsync(_story.Cluster.Uid, [1], default);
        Assert.Equal(JobPhase.Stop, (await AtOnceAsync(held)).Assignment!.Phase);
    }

    [Fact]
    public async Task An_idle_node_is_held_while_jobs_are_starting()
    {
        NodeSync here = Process(out _);
        Assert.Equal(10, (await SyncAsync(here, known: "none")).NextInSeconds);

        FactStore facts = _story.Get<FactStore>();
        Row<ClusterControl> control = (await facts.ControlAsync(_story.Cluster.Uid, default))!;
        await facts.TryCommitAsync(
            _story.Cluster.Uid,
            [RowStoreExtensions.Replace(control with { Value = control.Value with { Starting = true } })],
            default);
        Task<SyncResponse> held = SyncAsync(here, known: "none");

        Assert.False(held.IsCompleted);
        Assert.Equal(0, (await PassAsync(held, atMost: TimeSpan.FromSeconds(30))).NextInSeconds);
    }

    [Fact]
    public async Task Jobs_are_starting_from_the_moment_machines_are_ordered_until_the_last_is_launched()
    {
        using Story story = await Story.BeginAsync(seed: 0);
        story.Script.ExitCode = null;
        await story.MakeClusterAsync(maximum: 2);
        await story.StepAsync();
        Assert.False(await IsStartingAsync());

        await story.SubmitAsync(nodes: 2);
        await story.UntilAsync("machines are ordered", () => Task.FromResult(story.Fleet.Ledger.Contains("raise 0 to 2")));
        await story.UntilAsync("the job is launched", async () =>
        {
            bool launched = story.Agents.Values.Any(agent => agent.Told.Any(told => told.EndsWith("Launch", StringComparison.Ordinal)));
            Assert.True(launched || await IsStartingAsync());
            return launched;
        });
        await story.UntilAsync("no node is held any more", async () => !await IsStartingAsync(), TimeSpan.FromMinutes(2));

        async Task<bool> IsStartingAsync() => (await story.Get<FactStore>().ControlAsync(story.Cluster.Uid, default))!.Value.Starting;
    }

    [Fact]
    public async Task A_call_that_newer_news_overtakes_ends_at_once()
    {
        NodeSync here = Process(out _);
        await AssignAsync(JobPhase.Prepare);
        SyncResponse preparing = await SyncAsync(here, known: null);
        Task<SyncResponse> held = SyncAsync(here, preparing.Version);
        Assert.False(held.IsCompleted);

        await SyncAsync(here, preparing.Version, new JobReport { JobUid = s_jobUid, Fence = 1, Step = JobStep.Prepared });

        Assert.Equal(JobPhase.Prepare, (await AtOnceAsync(held)).Assignment!.Phase);
    }

    [Fact]
    public async Task A_held_call_ends_with_its_time()
    {
        NodeSync here = Process(out _);
        await AssignAsync(JobPhase.Stop);
        SyncResponse stopping = await SyncAsync(here, known: null);

        DateTimeOffset before = _story.Clock.GetUtcNow();
        await PassAsync(SyncAsync(here, stopping.Version), atMost: TimeSpan.FromSeconds(30));

        Assert.InRange((_story.Clock.GetUtcNow() - before).TotalSeconds, 25, 27);
    }

    [Fact]
    public async Task All_that_wait_in_a_process_share_one_read_a_second()
    {
        CountingStore counted = new(_story.Store);
        SharedSignal signal = new(counted, _story.Clock);
        IAssignmentWait[] waits = [.. Enumerable.Range(0, 100).Select(ordinal => signal.Arm(_story.Cluster.Uid, ordinal))];

        await PassAsync(
            Task.WhenAll(waits.Select(wait => wait.WaitAsync(TimeSpan.FromSeconds(10), default))),
            atMost: TimeSpan.FromSeconds(12));

        Assert.InRange(counted.Counts.Reads, 10, 12);
        Assert.All(waits, wait => wait.Dispose());
    }

    private NodeSync Process(out SharedSignal signal)
    {
        signal = new SharedSignal(_story.Store, _story.Clock);
        return new NodeSync(
            _story.Get<NodeSessions>(),
            _story.Get<FactStore>(),
            _story.Store,
            _story.Get<Bells>(),
            signal,
            new ClusterTiming { HoldOnlyInTransit = true },
            _story.Clock);
    }

    private static JobReport Ended() => new() { JobUid = s_jobUid, Fence = 1, Step = JobStep.Finished, ExitCode = 0 };

    private Task<SyncResponse> SyncAsync(NodeSync sync, string? known, params IReadOnlyList<JobReport> jobs) =>
        sync.SyncAsync(
            _session.Token,
            new SyncRequest
            {
                Protocol = 1,
                BootId = "boot",
                Epoch = _session.Epoch,
                Status = NodeStatus.Ready,
                Jobs = jobs,
                KnownVersion = known,
            },
            default);

    private async Task AssignAsync(JobPhase phase)
    {
        string key = FactKeys.Assignment(1);
        AssignmentFacts wanted = new(s_jobUid, 1, phase);
        Row<AssignmentFacts>? row = await _story.Store.FindAsync<AssignmentFacts>(Tables.Assignments, _story.Cluster.Uid, key, default);
        Assert.True(row is null
            ? await _story.Store.TryInsertAsync(Tables.Assignments, _story.Cluster.Uid, key, wanted, default)
            : await _story.Store.TryReplaceAsync(Tables.Assignments, _story.Cluster.Uid, row with { Value = wanted }, default));
    }

    /// <summary>Without any time passing on the story's clock.</summary>
    private static Task<T> AtOnceAsync<T>(Task<T> task) => task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

    /// <summary>Lets time pass, half a second at a time, until the task has ended.</summary>
    private async Task<T> PassAsync<T>(Task<T> task, TimeSpan atMost)
    {
        DateTimeOffset deadline = _story.Clock.GetUtcNow() + atMost;
        while (true)
        {
            for (int i = 0; i < 100 && !task.IsCompleted; i++)
                await Task.Yield();
            if (task.IsCompleted)
                return await task;

            Assert.True(_story.Clock.GetUtcNow() < deadline, $"Expected to end within {atMost}");
            _story.Clock.Advance(TimeSpan.FromSeconds(0.5));
        }
    }
}
