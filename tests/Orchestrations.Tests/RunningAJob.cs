using BatchAi.Activities;
using BatchAi.Model;
using BatchAi.Services;
using BatchAi.Simulation;
using BatchAi.State;

namespace BatchAi.Orchestrations.Tests;

public sealed class RunningAJob
{
    [Theory, OnEveryEngine]
    public async Task Grows_the_cluster_runs_and_goes_back_to_zero(int seed)
    {
        using Story story = await Story.BeginAsync(seed);
        await story.MakeClusterAsync(maximum: 4);
        JobRow job = await story.SubmitAsync(nodes: 3);

        await story.UntilEndedAsync(job);

        JobExecution? end = await story.ExecutionAsync(job);
        Assert.Equal((ExecutionState.Succeeded, 0), (end!.State, end.Info!.ExitCode));
        await story.UntilAsync("no node is left", () => Task.FromResult(story.Fleet.Instances.Count == 0));
        Assert.Equal(["create", "raise 0 to 3"], story.Fleet.Ledger.Take(2));
        Assert.Equal(
            [1, 2, 3],
            story.Fleet.Ledger.Skip(2).SelectMany(removal => removal.Split(' ')[1..]).Select(int.Parse).Distinct().Order());
        Assert.Empty(await story.Store.ListAsync(Tables.Assignments, story.Cluster.Uid, null, null, 1000, default));
        await story.UntilAsync(
            "the cluster rests",
            async () => !(await story.Get<FactStore>().ControlAsync(story.Cluster.Uid, default))!.Value.Awake);
    }

    [Theory, OnEveryEngine]
    public async Task Asks_the_cloud_nothing_while_its_nodes_are_there(int seed)
    {
        using Story story = await Story.BeginAsync(seed);
        await story.MakeClusterAsync(maximum: 2, minimum: 2);
        await story.UntilAsync(
            "two nodes are idle",
            async () => (await story.Get<LiveClusters>().ViewAsync(story.Cluster.Uid, default))!.Counts.IdleNodeCount == 2);
        DateTimeOffset listed = story.Clock.GetUtcNow();
        await story.UntilAsync(
            "that was long ago",
            () => Task.FromResult(story.Clock.GetUtcNow() > listed + (2 * story.Get<ClusterTiming>().LookAgain)));
        int before = story.Fleet.Listings;

        JobRow job = await story.SubmitAsync(nodes: 2);
        await story.UntilEndedAsync(job);
        await story.UntilAsync(
            "two nodes are idle again",
            async () => (await story.Get<LiveClusters>().ViewAsync(story.Cluster.Uid, default))!.Counts.IdleNodeCount == 2);

        Assert.Equal(before, story.Fleet.Listings);
    }

    [Theory, OnEveryEngine]
    public async Task Ends_with_the_master_s_exit_code(int seed)
    {
        using Story story = await Story.BeginAsync(seed);
        story.Script.ExitCode = 7;
        await story.MakeClusterAsync(maximum: 1);
        JobRow job = await story.SubmitAsync(nodes: 1);

        await story.UntilEndedAsync(job);

        JobExecution? end = await story.ExecutionAsync(job);
        Assert.Equal((ExecutionState.Failed, 7, "JobFailed"), (end!.State, end.Info!.ExitCode, end.Info.Errors![0].Code));
    }

    [Theory, OnEveryEngine]
    public async Task Does_not_stand_still_when_nodes_hang_up_right_after_their_report_is_written(int seed)
    {
        using Story story = await Story.BeginAsync(seed);
        story.Script.HangsUp = true;
        await story.MakeClusterAsync(maximum: 2, minimum: 2);
        await story.UntilAsync("two nodes are there", () => Task.FromResult(story.Agents.Count == 2));
        JobRow job = await story.SubmitAsync(nodes: 2);

        // Less than the 60 s after which a job looks again without having been rung; a hostile engine loses rings itself.
        await story.UntilAsync(
            "the job ends",
            async () => await story.ExecutionAsync(job) is { State: ExecutionState.Succeeded },
            atMost: seed <= 0 ? TimeSpan.FromSeconds(45) : null);
    }

    [Theory, OnEveryEngine]
    public async Task Never_launches_when_a_preparation_failed(int seed)
    {
        using Story story = await Story.BeginAsync(seed);
        story.Script.PreparationExitCode = rank => rank == 2 ? 3 : 0;
        await story.MakeClusterAsync(maximum: 4);
        JobRow job = await story.SubmitAsync(nodes: 4);
        List<string> told = [];

        await story.UntilAsync("the job ends", async () =>
        {
            told.AddRange(story.Agents.Values.SelectMany(agent => agent.Told));
            return await story.ExecutionAsync(job) is { State: ExecutionState.Failed };
        });

        JobExecution? end = await story.ExecutionAsync(job);
        Assert.Equal((3, "JobPreparationFailed"), (end!.Info!.ExitCode, end.Info.Errors![0].Code));
        Assert.DoesNotContain(told, phase => phase.EndsWith("Launch", StringComparison.Ordinal));
    }

    [Theory, OnEveryEngine]
    public async Task Is_stopped_when_terminated(int seed)
    {
        using Story story = await Story.BeginAsync(seed);
        story.Script.ExitCode = null;
        await story.MakeClusterAsync(maximum: 1);
        JobRow job = await story.SubmitAsync(nodes: 1);
        await story.UntilAsync(
            "the job is launched",
            () =>
                Task.FromResult(
                    story.Agents.Values.Any(agent => agent.Told.Any(told => told.EndsWith("Launch", StringComparison.Ordinal)))));

        Assert.True(await story.Get<LiveJobs>().RequestStopAsync(job, StopReason.Terminated, default));
        Assert.Equal(ExecutionState.Terminating, (await story.ExecutionAsync(job))!.State);
        await story.UntilEndedAsync(job);

        JobExecution? end = await story.ExecutionAsync(job);
        Assert.Equal((ExecutionState.Failed, null, "JobTerminated"), (end!.State, end.Info!.ExitCode, end.Info.Errors![0].Code));
    }

    [Theory, OnEveryEngine]
    public async Task Ends_at_once_when_terminated_while_it_waits(int seed)
    {
        using Story story = await Story.BeginAsync(seed);
        await story.MakeClusterAsync(maximum: 1);
        JobRow job = await story.SubmitAsync(nodes: 1);

        await story.Get<LiveJobs>().RequestStopAsync(job, StopReason.Terminated, default);
        await story.UntilEndedAsync(job);

        JobExecution? end = await story.ExecutionAsync(job);
        Assert.Equal((ExecutionState.Failed, "JobTerminated"), (end!.State, end.Info!.Errors![0].Code));
        Assert.NotNull(end.Info.StartTime);
        Assert.NotNull(end.Info.EndTime);
    }

    [Theory, OnEveryEngine]
    public async Task Begins_again_when_a_node_is_lost(int seed)
    {
        using Story story = await Story.BeginAsync(seed);
        story.Script.ExitCode = null;
        await story.MakeClusterAsync(maximum: 2);
        JobRow job = await story.SubmitAsync(nodes: 2);
        await story.UntilAsync(
            "the job is launched",
            () =>
                Task.FromResult(
                    story.Agents.Values.Any(agent => agent.Told.Any(told => told.EndsWith("Launch", StringComparison.Ordinal)))));

        story.Fleet.Lose(2);
        await story.UntilAsync(
            "another node takes its place",
            () => Task.FromResult(story.Fleet.Instances.Contains(3)),
            TimeSpan.FromHours(1));
        story.Script.ExitCode = 0;
        await story.UntilEndedAsync(job);

        Assert.Equal(ExecutionState.Succeeded, (await story.ExecutionAsync(job))!.State);
        Assert.Equal(2, story.Agents[1].Told.Select(told => told.Split(':')[0]).Distinct().Count());
    }

    [Theory, OnEveryEngine]
    public async Task Begins_again_only_when_a_node_that_fell_silent_is_gone(int seed)
    {
        using Story story = await Story.BeginAsync(seed);
        story.Script.ExitCode = null;
        await story.MakeClusterAsync(maximum: 3, minimum: 3);
        await story.SubmitAsync(nodes: 2);
        await story.UntilAsync(
            "two nodes run the job and one is idle",
            () =>
                Task.FromResult(
                    story.Agents.Count == 3
                        && story.Agents.Values.Count(agent => agent.Told.Any(told => told.EndsWith("Launch", StringComparison.Ordinal)))
                            == 2));

        // One is started anew, which is known at once; of the other nothing is heard any more. There would be room for the next attempt.
        int[] held = [.. story.Agents.Where(agent => agent.Value.Told.Count > 0).Select(agent => agent.Key)];
        string first = story.Agents[held[0]].Told[0].Split(':')[0];
        story.Agents[held[0]].Silent = true;
        story.Agents[held[1]].Reboot();
        await story.UntilAsync(
            "the next attempt is prepared",
            () => Task.FromResult(story.Agents.Values.Any(agent => agent.Told.Any(told => told.Split(':')[0] != first))),
            TimeSpan.FromHours(1));

        Assert.DoesNotContain(held[0], story.Fleet.Instances);
    }

    [Theory, OnEveryEngine]
    public async Task Goes_on_when_the_history_of_every_orchestration_is_lost(int seed)
    {
        using Story story = await Story.BeginAsync(seed);
        story.Script.ExitCode = null;
        await story.MakeClusterAsync(maximum: 2);
        JobRow job = await story.SubmitAsync(nodes: 2);
        await story.UntilAsync(
            "the job is launched",
            () =>
                Task.FromResult(
                    story.Agents.Values.Any(agent => agent.Told.Any(told => told.EndsWith("Launch", StringComparison.Ordinal)))));

        await story.RestartAsync();
        await story.Get<Watchdog>().RunAsync(default);
        story.Script.ExitCode = 0;
        await story.UntilEndedAsync(job);

        Assert.Equal(ExecutionState.Succeeded, (await story.ExecutionAsync(job))!.State);
        Assert.Single(story.Agents[1].Told.Select(told => told.Split(':')[0]).Distinct());
        await story.UntilAsync("the cluster is back at zero", () => Task.FromResult(story.Fleet.Instances.Count == 0));
    }

    [Theory, OnEveryEngine]
    public async Task Goes_on_when_its_own_orchestration_alone_is_lost(int seed)
    {
        using Story story = await Story.BeginAsync(seed);
        story.Script.ExitCode = null;
        await story.MakeClusterAsync(maximum: 2);
        JobRow job = await story.SubmitAsync(nodes: 2);
        await story.UntilAsync(
            "the job is launched",
            () =>
                Task.FromResult(
                    story.Agents.Values.Any(agent => agent.Told.Any(told => told.EndsWith("Launch", StringComparison.Ordinal)))));
        JobFacts attempt = (await story.Get<FactStore>().RunningJobAsync(story.Cluster.Uid, job.Uid, default))!.Value;

        string instance = OrchestrationNames.JobInstance(attempt.Uid, attempt.Fence, attempt.Revival);
        await story.Get<IOrchestrationClient>().TerminateAsync(instance, "lost", default);
        await story.UntilAsync(
            "it is over",
            async () => await story.Get<IOrchestrationClient>().GetAsync(instance, default) is { Status: OrchestrationStatus.Terminated });
        await story.Get<Watchdog>().RunAsync(default);
        story.Script.ExitCode = 0;
        await story.UntilEndedAsync(job);

        Assert.Equal(ExecutionState.Succeeded, (await story.ExecutionAsync(job))!.State);
        Assert.Single(story.Agents[1].Told.Select(told => told.Split(':')[0]).Distinct());
    }

    [Theory, OnEveryEngine]
    public async Task Begins_at_once_when_its_ring_died_with_the_process_before(int seed)
    {
        using Story story = await Story.BeginAsync(seed);
        story.Script.ExitCode = null;
        await story.MakeClusterAsync(maximum: 2);
        await story.SubmitAsync(nodes: 1);
        await story.UntilAsync(
            "the first job is launched",
            () =>
                Task.FromResult(
                    story.Agents.Values.Any(agent => agent.Told.Any(told => told.EndsWith("Launch", StringComparison.Ordinal)))));
        int generation = (await story.Get<FactStore>().ControlAsync(story.Cluster.Uid, default))!.Value.Generation;
        BellRow bell = new(story.Clock.GetUtcNow(), OrchestrationNames.ClusterInstance(story.Cluster.Uid, generation));
        await story.Store.TryInsertAsync(Tables.Facts, story.Cluster.Uid, FactKeys.ClusterBell, bell, default);
        await story.SubmitAsync(nodes: 1);

        await story.Get<Watchdog>().RingAllAsync(default);

        await story.UntilAsync(
            "a second node is there",
            () => Task.FromResult(story.Fleet.Instances.Count == 2),
            seed <= 0 ? TimeSpan.FromSeconds(10) : null);
    }

    [Theory, OnEveryEngine]
    public async Task Shares_the_cluster_with_another_and_leaves_nothing(int seed)
    {
        using Story story = await Story.BeginAsync(seed);
        await story.MakeClusterAsync(maximum: 4);
        JobRow one = await story.SubmitAsync(nodes: 2);
        JobRow two = await story.SubmitAsync(nodes: 2);

        await story.UntilEndedAsync(one);
        await story.UntilEndedAsync(two);

        Assert.Equal(ExecutionState.Succeeded, (await story.ExecutionAsync(one))!.State);
        Assert.Equal(ExecutionState.Succeeded, (await story.ExecutionAsync(two))!.State);
        await story.UntilAsync("no node is left", () => Task.FromResult(story.Fleet.Instances.Count == 0), TimeSpan.FromHours(2));
        Assert.Empty(await story.Store.ListAsync(Tables.Assignments, story.Cluster.Uid, null, null, 1000, default));
    }

    [Fact]
    public async Task A_stop_that_comes_when_the_nodes_of_a_requeued_attempt_are_free_ends_the_job_as_terminated()
    {
        using Story story = await Story.BeginAsync(seed: 0);
        story.Script.ExitCode = null;
        await story.MakeClusterAsync(maximum: 1);
        JobRow job = await story.SubmitAsync(nodes: 1);
        FactStore facts = story.Get<FactStore>();
        await story.UntilAsync(
            "the job runs",
            async () => await facts.RunningAsync(story.Cluster.Uid, default) is [{ Value.Phase: JobPhase.Launch }]);
        Row<JobFacts> running = (await facts.RunningJobAsync(story.Cluster.Uid, job.Uid, default))!;
        JobFacts released = running.Value with { Stop = StopReason.Requeued, Phase = JobPhase.Clean };
        Assert.True(
            await facts.TryCommitAsync(story.Cluster.Uid, [RowStoreExtensions.Replace(running with { Value = released })], default));

        Assert.True(await story.Get<LiveJobs>().RequestStopAsync(job, StopReason.Terminated, default));
        await story.Get<FinishJob>().RunAsync(new JobTurn(story.Cluster.Uid, job.Uid, released.Fence, released.Revival), default);

        JobExecution? end = await story.ExecutionAsync(job);
        Assert.Equal((ExecutionState.Failed, "JobTerminated"), (end!.State, end.Info!.Errors![0].Code));
        Assert.NotNull(end.Info.EndTime);
        Assert.Null(await facts.FindJobAsync(job, default));
    }

    [Fact]
    public async Task The_end_of_a_job_is_when_its_node_said_so_and_not_when_it_was_recorded()
    {
        using Story story = await Story.BeginAsync(seed: 0);
        story.Script.ExitCode = null;
        await story.MakeClusterAsync(maximum: 1);
        JobRow job = await story.SubmitAsync(nodes: 1);
        await story.UntilAsync(
            "the job is launched",
            () =>
                Task.FromResult(
                    story.Agents.Values.Any(agent => agent.Told.Any(told => told.EndsWith("Launch", StringComparison.Ordinal)))));

        story.Script.ExitCode = 0;
        SimulatedNode node = story.Agents.Values.Single();
        await node.StepAsync();
        await node.StepAsync();
        DateTimeOffset ended = story.Clock.GetUtcNow();
        story.Clock.Advance(TimeSpan.FromMinutes(2));
        await story.RestartAsync();
        await story.UntilEndedAsync(job);

        Assert.Equal(ended, (await story.ExecutionAsync(job))!.Info!.EndTime);
    }

    [Theory]
    [InlineData(-90)]
    [InlineData(0)]
    [InlineData(90)]
    public async Task The_end_is_told_by_the_servers_clock_whatever_the_nodes_shows(int minutesOff)
    {
        using Story story = await Story.BeginAsync(seed: 0);
        await story.MakeClusterAsync(maximum: 1);
        RegisterResponse session = await story.RegisterAsync("boot");
        DateTimeOffset shown = story.Clock.GetUtcNow().AddMinutes(minutesOff);
        JobReport report = new()
        {
            JobUid = "a",
            Fence = 1,
            Step = JobStep.Finished,
            ExitCode = 0,
            EndedAt = shown.AddSeconds(-40),
        };
        SyncRequest sync = new()
        {
            Protocol = 1,
            BootId = "boot",
            Epoch = session.Epoch,
            Status = NodeStatus.Ready,
            SentAt = shown,
            Jobs = [report],
        };

        await story.Get<AgentCalls>().SyncAsync(session.Token, sync, default);

        Row<NodeFacts>? node = await story.Get<FactStore>().NodeAsync(story.Cluster.Uid, 1, default);
        Assert.Equal(story.Clock.GetUtcNow().AddSeconds(-40), node!.Value.Reports.Single().EndedAt);
    }
}
