using BatchAi.Model;
using BatchAi.Services;
using BatchAi.Simulation;
using BatchAi.State;

namespace BatchAi.Orchestrations.Tests;

public sealed class RetryingAJob
{
    private static readonly JobRetryPolicy s_after75 = new() { ExitCodes = [75], MaxRetries = 2 };

    [Theory, OnEveryEngine]
    public async Task Runs_again_after_an_exit_code_of_its_policy(int seed)
    {
        using Story story = await Story.BeginAsync(seed);
        story.Script.ExitCodeOfAttempt = attempt => attempt == 1 ? 75 : 0;
        await story.MakeClusterAsync(maximum: 2);
        JobRow job = await story.SubmitAsync(nodes: 2, s_after75);

        await story.UntilEndedAsync(job);

        JobExecution end = (await story.ExecutionAsync(job))!;
        Assert.Equal((ExecutionState.Succeeded, 0, 2), (end.State, end.Info!.ExitCode, end.Info.Attempt));
        Assert.Equal((75, "JobFailed"), (end.Info.PreviousAttempt!.ExitCode, end.Info.PreviousAttempt.Errors![0].Code));
    }

    [Theory, OnEveryEngine]
    public async Task Ends_with_the_exit_code_of_the_last_attempt_when_its_retries_are_used_up(int seed)
    {
        using Story story = await Story.BeginAsync(seed);
        story.Script.ExitCode = 75;
        await story.MakeClusterAsync(maximum: 1);
        JobRow job = await story.SubmitAsync(nodes: 1, s_after75);

        await story.UntilEndedAsync(job);

        JobExecution end = (await story.ExecutionAsync(job))!;
        Assert.Equal((ExecutionState.Failed, 75, 3), (end.State, end.Info!.ExitCode, end.Info.Attempt));
        Assert.Equal(3, story.Agents[1].Told.Select(told => told.Split(':')[0]).Distinct().Count());
    }

    [Theory, OnEveryEngine]
    public async Task Ends_at_an_exit_code_that_its_policy_does_not_name(int seed)
    {
        using Story story = await Story.BeginAsync(seed);
        story.Script.ExitCode = 7;
        await story.MakeClusterAsync(maximum: 1);
        JobRow job = await story.SubmitAsync(nodes: 1, s_after75);

        await story.UntilEndedAsync(job);

        JobExecution end = (await story.ExecutionAsync(job))!;
        Assert.Equal((ExecutionState.Failed, 7, 1, null), (end.State, end.Info!.ExitCode, end.Info.Attempt, end.Info.PreviousAttempt));
    }

    [Theory, OnEveryEngine]
    public async Task Is_not_retried_when_it_was_terminated_before_its_next_attempt(int seed)
    {
        using Story story = await Story.BeginAsync(seed);
        story.Script.ExitCodeOfAttempt = attempt => attempt == 1 ? 75 : null;
        await story.MakeClusterAsync(maximum: 1);
        JobRow job = await story.SubmitAsync(nodes: 1, s_after75);
        await story.UntilAsync(
            "the first attempt has ended",
            async () => await story.ExecutionAsync(job) is { Info.PreviousAttempt.ExitCode: 75 });

        await story.Get<LiveJobs>().RequestStopAsync(job, StopReason.Terminated, default);
        await story.UntilEndedAsync(job);

        Assert.Equal("JobTerminated", (await story.ExecutionAsync(job))!.Info!.Errors![0].Code);
    }

    [Theory, OnEveryEngine]
    public async Task Fails_when_more_nodes_were_lost_than_its_policy_allows(int seed)
    {
        using Story story = await Story.BeginAsync(seed);
        story.Script.ExitCode = null;
        await story.MakeClusterAsync(maximum: 1);
        JobRow job = await story.SubmitAsync(nodes: 1, new JobRetryPolicy { MaxNodeLosses = 1 });
        foreach (int node in (int[])[1, 2])
        {
            await story.UntilAsync(
                $"node {node} runs the job",
                () => Task.FromResult(story.Agents.TryGetValue(node, out SimulatedNode? agent) && HasLaunched(agent)),
                TimeSpan.FromHours(1));
            story.Fleet.Lose(node);
        }

        await story.UntilAsync(
            "the job ends", async () => await story.ExecutionAsync(job) is { State: ExecutionState.Failed }, TimeSpan.FromHours(1));

        ExecutionInfo info = (await story.ExecutionAsync(job))!.Info!;
        Assert.Equal((null, 2, "JobNodesLost"), (info.ExitCode, info.Attempt, info.Errors![0].Code));
        Assert.Equal("JobRequeued", info.PreviousAttempt!.Errors![0].Code);
    }

    [Theory, OnEveryEngine]
    public async Task Begins_again_elsewhere_at_once_when_a_node_is_about_to_be_taken_away(int seed)
    {
        using Story story = await Story.BeginAsync(seed);
        story.Script.ExitCode = null;
        await story.MakeClusterAsync(maximum: 3, minimum: 3);
        await story.UntilAsync("three nodes are there", () => Task.FromResult(story.Agents.Count == 3));
        JobRow job = await story.SubmitAsync(nodes: 2);
        await story.UntilAsync("two run it", () => Task.FromResult(story.Agents.Values.Count(HasLaunched) == 2));
        (int noticed, SimulatedNode node) = story.Agents.Last(agent => HasLaunched(agent.Value));

        node.EvictionNoticed = true;
        await story.UntilAsync(
            "the other two run it",
            async () => await RunningAsync(story, job) is { Phase: JobPhase.Launch, Attempts: 2 },
            seed <= 0 ? TimeSpan.FromSeconds(20) : null);

        Assert.DoesNotContain(noticed, (await RunningAsync(story, job))!.Nodes.Select(member => member.Ordinal));
        Assert.Equal(1, (await RunningAsync(story, job))!.NodeLosses);
        story.Script.ExitCode = 0;
        await story.UntilEndedAsync(job);
        Assert.Equal(ExecutionState.Succeeded, (await story.ExecutionAsync(job))!.State);
    }

    /// <summary>The watchdog comes by each minute; the node's last call may have been written a minute late.</summary>
    [Theory, OnEveryEngine]
    public async Task Begins_again_within_three_minutes_when_a_machine_is_taken_without_notice(int seed)
    {
        using Story story = await Story.BeginAsync(seed);
        story.Script.ExitCode = null;
        await story.MakeClusterAsync(maximum: 2, minimum: 2);
        await story.UntilAsync("two nodes are there", () => Task.FromResult(story.Agents.Count == 2));
        JobRow job = await story.SubmitAsync(nodes: 1);
        await story.UntilAsync("one runs it", () => Task.FromResult(story.Agents.Values.Any(HasLaunched)));

        story.Fleet.Lose(story.Agents.First(agent => HasLaunched(agent.Value)).Key);

        await story.UntilAsync(
            "the other runs it",
            async () => await RunningAsync(story, job) is { Phase: JobPhase.Launch, Attempts: 2 },
            seed <= 0 ? TimeSpan.FromMinutes(3) : TimeSpan.FromMinutes(10));
    }

    [Theory, OnEveryEngine]
    public async Task Is_warned_of_while_a_part_has_ended_and_the_others_say_nothing(int seed)
    {
        using Story story = await Story.BeginAsync(seed);
        story.Script.HangInTheFirstAttempt();
        await story.MakeClusterAsync(maximum: 2);
        JobRow job = await story.SubmitAsync(nodes: 2);

        await story.UntilAsync(
            "it is warned of", async () => await story.ExecutionAsync(job) is { Info.Warnings: [{ Code: "JobLooksHung" }] });
        story.Script.Speak();
        await story.UntilAsync(
            "the warning is gone", async () => await story.ExecutionAsync(job) is { State: ExecutionState.Running, Info.Warnings: null });
        story.Script.ExitCode = 0;
        await story.UntilEndedAsync(job);

        JobExecution end = (await story.ExecutionAsync(job))!;
        Assert.Equal((ExecutionState.Succeeded, 1), (end.State, end.Info!.Attempt));
    }

    [Theory, OnEveryEngine]
    public async Task Is_warned_of_when_one_of_several_on_a_node_ends_after_all_fell_silent(int seed)
    {
        using Story story = await Story.BeginAsync(seed);
        story.Script.BeSilent();
        await story.MakeClusterAsync(maximum: 1);
        JobRow job = await story.SubmitAsync(nodes: 1);
        await story.UntilAsync("its node has said that it is silent", async () =>
            (await story.Get<FactStore>().NodesAsync(story.Cluster.Uid, default))
                .Any(node => node.Value.Reports.Any(report => report.IsQuiet == true)));
        Assert.Null((await story.ExecutionAsync(job))?.Info?.Warnings);

        story.Script.EndOneOfSeveral();

        // Sooner than anybody would look again by himself.
        await story.UntilAsync(
            "it is warned of",
            async () => await story.ExecutionAsync(job) is { Info.Warnings: [{ Code: "JobLooksHung" }] },
            seed <= 0 ? TimeSpan.FromSeconds(15) : TimeSpan.FromMinutes(10));
    }

    [Theory, OnEveryEngine]
    public async Task Begins_again_when_it_looks_hung_only_if_its_policy_says_so(int seed)
    {
        using Story story = await Story.BeginAsync(seed);
        story.Script.HangInTheFirstAttempt();
        await story.MakeClusterAsync(maximum: 2);
        JobRow job = await story.SubmitAsync(nodes: 2, new JobRetryPolicy { WhenHung = true });

        await story.UntilEndedAsync(job);

        JobExecution end = (await story.ExecutionAsync(job))!;
        Assert.Equal((ExecutionState.Succeeded, 2), (end.State, end.Info!.Attempt));
        Assert.Equal((null, "JobLooksHung"), (end.Info.PreviousAttempt!.ExitCode, end.Info.PreviousAttempt.Errors![0].Code));
    }

    private static bool HasLaunched(SimulatedNode agent) =>
        agent.Told.Any(told => told.EndsWith("Launch", StringComparison.Ordinal));

    private static async Task<JobFacts?> RunningAsync(Story story, JobRow job) =>
        (await story.Get<FactStore>().RunningJobAsync(story.Cluster.Uid, job.Uid, default))?.Value;
}
