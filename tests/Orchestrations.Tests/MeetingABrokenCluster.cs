using BatchAi.Services;
using BatchAi.State;

namespace BatchAi.Orchestrations.Tests;

/// <summary>One cluster has rows that cannot be read, and sorts before all others.</summary>
public sealed class MeetingABrokenCluster
{
    private const string Broken = "00000000000000000000000000000000";

    [Fact]
    public async Task The_watchdog_finds_what_is_lost_of_the_others_and_tells_which_one_failed()
    {
        using Story story = await BeginAsync();
        story.Script.ExitCode = null;
        JobRow job = await story.SubmitAsync(nodes: 1);
        FactStore facts = story.Get<FactStore>();
        await story.UntilAsync("the job runs", async () => (await facts.RunningAsync(story.Cluster.Uid, default)).Count == 1);
        await BreakAsync(story);
        await story.RestartAsync();
        JobFacts running = (await facts.RunningJobAsync(story.Cluster.Uid, job.Uid, default))!.Value;

        RoundFailedException failed = await Assert.ThrowsAsync<RoundFailedException>(() => story.Get<Watchdog>().RunAsync(default));

        Assert.StartsWith($"Cluster {Broken}: ", Assert.Single(failed.InnerExceptions).Message, StringComparison.Ordinal);
        string instance = OrchestrationNames.JobInstance(running.Uid, running.Fence, running.Revival);
        Assert.NotNull(await story.Get<IOrchestrationClient>().GetAsync(instance, default));
    }

    [Fact]
    public async Task Housekeeping_trims_the_journals_of_the_others()
    {
        using Story story = await BeginAsync();
        JournalRow old = new(story.Clock.GetUtcNow(), 1, "old");
        await WriteAsync(story, story.Cluster.Uid, FactKeys.Journal(1_000_000), RowJson.WriteBytes(old));
        await BreakAsync(story);
        story.Clock.Advance(story.Get<ClusterTiming>().KeepJournal + TimeSpan.FromDays(1));

        await Assert.ThrowsAsync<RoundFailedException>(() => story.Get<Housekeeping>().RunAsync(default));

        Assert.Null(await story.Store.FindAsync(Tables.Facts, story.Cluster.Uid, FactKeys.Journal(1_000_000), default));
    }

    [Fact]
    public async Task The_ledger_of_the_others_is_rolled_up()
    {
        using Story story = await BeginAsync();
        DateTimeOffset until = story.Clock.GetUtcNow();
        string time = FactKeys.Time(until, 1);
        NodeTime node = new() { Ordinal = 1, NodeId = "n", Use = NodeUse.Idle, Since = until - TimeSpan.FromHours(1), Until = until };
        await WriteAsync(story, story.Cluster.Uid, time, RowJson.WriteBytes(node));
        await BreakAsync(story);
        await WriteAsync(story, Broken, time, "[]"u8.ToArray());
        story.Clock.Advance(story.Get<ClusterTiming>().KeepNodeTimes + TimeSpan.FromDays(2));

        await Assert.ThrowsAsync<RoundFailedException>(() => story.Get<LedgerRollUp>().RunAsync(default));

        Assert.Null(await story.Store.FindAsync(Tables.Facts, story.Cluster.Uid, time, default));
    }

    private static async Task<Story> BeginAsync()
    {
        Story story = await Story.BeginAsync(seed: 0);
        await story.MakeClusterAsync(maximum: 1);
        ActiveRow active = new(story.Clock.GetUtcNow());
        await story.Store.TryInsertAsync(Tables.Active, ActiveRow.Partition, story.Cluster.Uid, active, default);
        return story;
    }

    private static async Task BreakAsync(Story story)
    {
        await story.Store.TryInsertAsync(Tables.Active, ActiveRow.Partition, Broken, new ActiveRow(story.Clock.GetUtcNow()), default);
        await WriteAsync(story, Broken, FactKeys.Control, "[]"u8.ToArray());
        await WriteAsync(story, Broken, FactKeys.Settings, "[]"u8.ToArray());
        await WriteAsync(story, Broken, FactKeys.Journal(1), "[]"u8.ToArray());
    }

    private static async Task WriteAsync(Story story, string cluster, string row, byte[] document)
    {
        EntityWrite.Insert write = new(row, 1, document);
        Assert.IsType<CommitOutcome.Committed>(await story.Store.CommitAsync(Tables.Facts, cluster, [write], default));
    }
}
