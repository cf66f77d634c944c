using BatchAi.Activities;
using BatchAi.Model;
using BatchAi.Scheduling;
using BatchAi.Services;
using BatchAi.State;
using Microsoft.Extensions.DependencyInjection;

namespace BatchAi.Orchestrations.Tests;

public sealed class AnnouncingEnds
{
    [Fact]
    public async Task A_job_that_ended_is_announced_with_its_exit_code_and_one_that_begins_again_is_not_yet()
    {
        using Story story = await Story.BeginAsync(seed: 0);
        await story.MakeClusterAsync(maximum: 2);
        story.Script.ExitCode = null;
        JobRow job = await story.SubmitAsync(nodes: 1);
        await RunsAsync(story, job);
        int first = story.Fleet.Instances[0];
        story.Fleet.Lose(first);
        await story.UntilAsync(
            "another node takes its place",
            () => Task.FromResult(story.Fleet.Instances.Any(instance => instance > first)),
            TimeSpan.FromHours(1));
        Assert.Empty(story.Listener.Heard);
        story.Script.ExitCode = 7;

        await story.UntilEndedAsync(job);

        JobEvent heard = Assert.Single(story.Listener.Heard.DistinctBy(one => one.Id));
        Assert.Equal((JobEvent.Ended, job.Id.ArmId, job.Uid), (heard.Type, heard.Subject, heard.Data.JobUid));
        Assert.Equal(
            (ExecutionState.Failed, 7, "JobFailed"),
            (heard.Data.ExecutionState, heard.Data.ExitCode, heard.Data.Errors?.Single().Code));
        Assert.Equal((await story.ExecutionAsync(job))!.Info!.EndTime, heard.Time);
    }

    [Fact]
    public async Task A_job_that_was_terminated_before_it_ran_is_announced_without_an_exit_code()
    {
        using Story story = await Story.BeginAsync(seed: 0);
        await story.MakeClusterAsync(maximum: 1);
        JobRow job = await story.SubmitAsync(nodes: 1);

        await story.Get<LiveJobs>().RequestStopAsync(job, StopReason.Terminated, default);
        await story.UntilEndedAsync(job);

        JobEvent heard = Assert.Single(story.Listener.Heard.DistinctBy(one => one.Id));
        Assert.Equal(
            (ExecutionState.Failed, null, "JobTerminated"),
            (heard.Data.ExecutionState, heard.Data.ExitCode, heard.Data.Errors?.Single().Code));
    }

    [Fact]
    public async Task A_queue_that_is_away_holds_no_node_back_and_is_told_when_it_is_there_again()
    {
        using Story story = await Story.BeginAsync(seed: 0);
        await story.MakeClusterAsync(maximum: 1);
        story.Listener.IsAway = true;
        JobRow first = await story.SubmitAsync(nodes: 1);
        JobRow second = await story.SubmitAsync(nodes: 1);
        await story.UntilEndedAsync(first);
        await story.UntilEndedAsync(second);
        Assert.Empty(story.Listener.Heard);

        story.Listener.IsAway = false;
        await story.Get<Watchdog>().RunAsync(default);
        await story.Get<Watchdog>().RunAsync(default);

        Assert.Equal([first.Uid, second.Uid], story.Listener.Heard.Select(heard => heard.Data.JobUid));
    }

    [Fact]
    public async Task Killed_between_the_announcement_and_the_end_of_the_facts_row_it_announces_the_same_again()
    {
        using Story story = await Story.BeginAsync(seed: 0);
        await story.MakeClusterAsync(maximum: 1);
        story.Script.ExitCode = null;
        JobRow job = await story.SubmitAsync(nodes: 1);
        await RunsAsync(story, job);
        Row<JobFacts> running = (await story.Get<FactStore>().RunningJobAsync(job.ClusterUid, job.Uid, default))!;
        JobFacts ended = running.Value with
        {
            Phase = JobPhase.Clean,
            Result = new JobResult { ExitCode = 0 },
            EndedAt = story.Clock.GetUtcNow(),
            ChangedAt = story.Clock.GetUtcNow(),
        };
        await story.Store.TryReplaceAsync(Tables.Facts, job.ClusterUid, running with { Value = ended }, default);
        FinishJob finish = ActivatorUtilities.CreateInstance<FinishJob>(story.Get<IServiceProvider>());

        await finish.RunAsync(new JobTurn(job.ClusterUid, job.Uid, ended.Fence, 0), default);
        await story.Store.TryInsertAsync(Tables.Facts, job.ClusterUid, running.Key, ended, default);
        await finish.RunAsync(new JobTurn(job.ClusterUid, job.Uid, ended.Fence, 0), default);
        await finish.RunAsync(new JobTurn(job.ClusterUid, job.Uid, ended.Fence, 0), default);

        Assert.Equal(2, story.Listener.Heard.Count);
        Assert.Single(story.Listener.Heard.Select(RowJson.Write).Distinct());
    }

    private static Task RunsAsync(Story story, JobRow job) =>
        story.UntilAsync("it runs", async () => (await story.ExecutionAsync(job))?.State == ExecutionState.Running);
}
