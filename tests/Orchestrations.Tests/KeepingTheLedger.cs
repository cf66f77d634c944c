using BatchAi.Model;
using BatchAi.Services;
using BatchAi.State;

namespace BatchAi.Orchestrations.Tests;

/// <summary>What every node did, from when it became known to when it was gone, without gap or overlap.</summary>
public sealed class KeepingTheLedger
{
    [Theory, OnEveryEngine]
    public async Task A_node_is_prepared_waits_runs_waits_and_leaves(int seed)
    {
        using Story story = await Story.BeginAsync(seed);
        story.Script.Silent = true;
        await story.MakeClusterAsync(maximum: 3);
        JobRow job = await story.SubmitAsync(nodes: 3);
        await story.UntilAsync(
            "its nodes are listed",
            async () => (await story.Get<FactStore>().OpenTimesAsync(story.Cluster.Uid, default)).Count == 3);
        story.Script.Silent = false;

        await RestAsync(story);

        foreach (List<NodeTime> life in await LivesAsync(story))
        {
            IEnumerable<NodeUse> uses = life.Select(time => time.Use);
            Assert.Equal(NodeUse.Preparing, uses.First());
            Assert.Equal(
                [NodeUse.Running, NodeUse.Idle, NodeUse.Leaving],
                uses.SkipWhile(use => use is NodeUse.Preparing or NodeUse.Idle));
            Assert.Equal(
                (job.Uid, job.Id),
                life.Where(time => time.Use == NodeUse.Running).Select(time => (time.JobUid!, time.Job!)).Single());
            Assert.All(life, time => Assert.Equal(time.Use == NodeUse.Running, time.JobUid is not null));
        }
    }

    [Theory, OnEveryEngine]
    public async Task A_job_is_charged_from_its_reservation_until_its_nodes_are_free(int seed)
    {
        using Story story = await Story.BeginAsync(seed);
        await story.MakeClusterAsync(maximum: 2, minimum: 2);
        await story.UntilAsync(
            "two nodes are idle",
            async () => (await story.Get<LiveClusters>().ViewAsync(story.Cluster.Uid, default))!.Counts.IdleNodeCount == 2);
        JobRow job = await story.SubmitAsync(nodes: 2);
        await story.UntilAsync("the job runs", async () => await story.ExecutionAsync(job) is { State: ExecutionState.Running });
        DateTimeOffset? reserved = (await story.ExecutionAsync(job))!.Info!.StartTime;
        await story.UntilEndedAsync(job);
        await story.UntilAsync(
            "nobody is charged any more",
            async () => (await story.Get<FactStore>().OpenTimesAsync(story.Cluster.Uid, default)).All(time => time.Value.JobUid is null));

        List<NodeTime> held = [.. (await LivesAsync(story)).SelectMany(life => life).Where(time => time.JobUid == job.Uid)];

        Assert.Equal(2, held.Count);
        Assert.All(held, time => Assert.True(time.Since == reserved && time.Until > time.Since, $"{time} for {reserved}"));
        JobTotal total = Assert.Single((await TotalsAsync(story)).Jobs);
        Assert.Equal((job.Id, held[0].Until!.Value - reserved!.Value + (held[1].Until!.Value - reserved.Value)), (total.Id, total.Time));
    }

    [Theory, OnEveryEngine]
    public async Task Today_counts_up_to_now(int seed)
    {
        using Story story = await Story.BeginAsync(seed);
        story.Script.ExitCode = null;
        await story.MakeClusterAsync(maximum: 1);
        JobRow job = await story.SubmitAsync(nodes: 1);
        await story.UntilAsync("the job runs", async () => await story.ExecutionAsync(job) is { State: ExecutionState.Running });
        TimeSpan before = (await TotalsAsync(story)).Jobs.SingleOrDefault()?.Time ?? TimeSpan.Zero;

        story.Clock.Advance(TimeSpan.FromMinutes(7));

        Assert.Equal(TimeSpan.FromMinutes(7), (await TotalsAsync(story)).Jobs.Single().Time - before);
    }

    [Theory, OnEveryEngine]
    public async Task A_gang_larger_than_a_transaction_is_written_whole(int seed)
    {
        using Story story = await Story.BeginAsync(seed);
        story.Fleet.Quota = 200;
        await story.MakeClusterAsync(maximum: 120);
        JobRow job = await story.SubmitAsync(nodes: 120);

        await RestAsync(story);

        IReadOnlyList<List<NodeTime>> lives = await LivesAsync(story);
        Assert.Equal(120, lives.Count);
        NodeTime[] held = [.. lives.SelectMany(life => life).Where(time => time.JobUid == job.Uid)];
        Assert.Equal(120, held.Length);
        Assert.Single(held.Select(time => time.Since).Distinct());
    }

    [Theory, OnEveryEngine]
    public async Task Goes_on_after_a_restart_and_when_nodes_vanish_or_fall_silent(int seed)
    {
        using Story story = await Story.BeginAsync(seed);
        story.Script.ExitCode = null;
        await story.MakeClusterAsync(maximum: 4);
        JobRow job = await story.SubmitAsync(nodes: 4);
        await story.UntilAsync(
            "the job is launched",
            () =>
                Task.FromResult(
                    story.Agents.Values.Any(agent => agent.Told.Any(told => told.EndsWith("Launch", StringComparison.Ordinal)))));

        story.Fleet.Lose(2);
        story.Agents[1].Silent = true;
        await story.RestartAsync();
        await story.Get<Watchdog>().RunAsync(default);
        await story.UntilAsync(
            "others take their places",
            () => Task.FromResult(story.Fleet.Instances.Any(instance => instance > 5)),
            TimeSpan.FromHours(1));
        story.Script.ExitCode = 0;
        await RestAsync(story);

        IReadOnlyList<List<NodeTime>> lives = await LivesAsync(story);
        Assert.True(lives.Count >= 6, $"{lives.Count} nodes");
        Assert.Contains(lives, life => life.Select(time => time.Use).Contains(NodeUse.Leaving) && life[0].Ordinal == 1);
        Assert.Contains(lives.SelectMany(life => life), time => time.JobUid == job.Uid);
    }

    [Theory, OnEveryEngine]
    public async Task Is_exact_when_decisions_are_doubled_and_rings_are_lost(int seed)
    {
        using Story story = await Story.BeginAsync(seed);
        await story.MakeClusterAsync(maximum: 3);
        JobRow[] jobs = [await story.SubmitAsync(nodes: 2), await story.SubmitAsync(nodes: 1), await story.SubmitAsync(nodes: 3)];
        foreach (JobRow job in jobs)
            await story.UntilEndedAsync(job);

        await RestAsync(story);

        List<NodeTime> all = [.. (await LivesAsync(story)).SelectMany(life => life)];
        foreach (JobRow job in jobs)
            Assert.Equal(
                job.Properties.NodeCount,
                all.Where(time => time.JobUid == job.Uid).Select(time => time.Ordinal).Distinct().Count());
    }

    private static Task RestAsync(Story story) =>
        story.UntilAsync(
            "no node is left and the cluster rests",
            async () =>
                story.Fleet is { ScaleSets.Count: 1, Instances.Count: 0 }
                && (await story.Get<FactStore>().ControlAsync(story.Cluster.Uid, default))!.Value
                    is { Awake: false, ScaleSetReady: true },
            TimeSpan.FromHours(3));

    private static Task<LedgerTotals> TotalsAsync(Story story) =>
        story.Get<LedgerReader>().TotalsAsync(story.Cluster.Uid, new DateOnly(2026, 11, 1), new DateOnly(2026, 11, 2), default);

    /// <summary>
    /// The stretches of every node in order, each beginning where the one before ended; what lasts on belongs to nodes
    /// that exist.
    /// </summary>
    private static async Task<IReadOnlyList<List<NodeTime>>> LivesAsync(Story story)
    {
        IReadOnlyList<Row<NodeTime>> ended = await story.Store.ListAsync<NodeTime>(
            Tables.Facts,
            story.Cluster.Uid,
            FactKeys.TimePrefix,
            int.MaxValue,
            default);
        IReadOnlyList<Row<NodeTime>> open = await story.Get<FactStore>().OpenTimesAsync(story.Cluster.Uid, default);
        List<List<NodeTime>> lives =
        [
            .. ended
                .Concat(open)
                .Select(row => row.Value)
                .GroupBy(time => time.NodeId)
                .Select(life => life.OrderBy(time => time.Since).ToList()),
        ];

        foreach (List<NodeTime> life in lives)
            Assert.All(life.Zip(life.Skip(1)), pair => Assert.Equal(pair.First.Until, pair.Second.Since));
        Assert.Equal(story.Fleet.Instances.Order(), open.Select(row => row.Value.Ordinal));
        Assert.True(lives.Count > 0, "the ledger is empty");
        return lives;
    }
}
