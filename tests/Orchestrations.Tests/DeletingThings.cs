using BatchAi.Model;
using BatchAi.Services;
using BatchAi.State;

namespace BatchAi.Orchestrations.Tests;

public sealed class DeletingThings
{
    [Fact]
    public async Task A_job_that_shows_its_end_is_not_in_the_way_of_its_clusters_deletion_although_its_nodes_are_still_cleaned()
    {
        using Story story = await Story.BeginAsync(seed: 0);
        await story.MakeClusterAsync(maximum: 1);
        await story.SubmitAsync(nodes: 1);
        FactStore facts = story.Get<FactStore>();
        LiveClusters queries = story.Get<LiveClusters>();
        Assert.NotNull(await queries.FirstUnfinishedJobAsync(story.Cluster.Uid, default));

        await story.UntilAsync(
            "the end shows",
            async () => await facts.RunningAsync(story.Cluster.Uid, default) is [{ Value.State: ExecutionState.Succeeded }]);

        Assert.Null(await queries.FirstUnfinishedJobAsync(story.Cluster.Uid, default));
    }

    [Theory, OnEveryEngine]
    public async Task A_cluster_with_a_running_job_leaves_nothing_but_the_job(int seed)
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

        await story.Get<Removals>().BeginAsync(story.Cluster, default);
        await story.UntilAsync("the cluster's row is gone", async () => await Find(story) is null);

        Assert.Empty(story.Fleet.ScaleSets);
        foreach (string table in new[] { Tables.Facts, Tables.Assignments })
            Assert.Empty(await story.Store.ListAsync(table, story.Cluster.Uid, null, null, 1000, default));
        Assert.Empty(await story.Store.ListAsync(Tables.Intents, DeletionIntent.Partition, null, null, 1000, default));
        Assert.Empty(await story.Store.ListAsync(Tables.Active, ActiveRow.Partition, null, null, 1000, default));
        Assert.Equal("JobTerminated", (await story.ExecutionAsync(job))!.Info!.Errors![0].Code);
    }

    [Theory, OnEveryEngine]
    public async Task A_cluster_goes_although_its_nodes_never_registered(int seed)
    {
        using Story story = await Story.BeginAsync(seed);
        story.Script.Silent = true;
        await story.MakeClusterAsync(maximum: 2, minimum: 1);
        await story.UntilAsync(
            "the node is known",
            async () => (await story.Get<FactStore>().NodesAsync(story.Cluster.Uid, default)).Count == 1);

        await story.Get<Removals>().BeginAsync(story.Cluster, default);

        await story.UntilAsync("the cluster's row is gone", async () => await Find(story) is null, atMost: TimeSpan.FromMinutes(2));
        Assert.Empty(story.Fleet.ScaleSets);
    }

    [Theory, OnEveryEngine]
    public async Task A_deletion_is_finished_when_its_orchestration_is_lost(int seed)
    {
        using Story story = await Story.BeginAsync(seed);
        await story.MakeClusterAsync(maximum: 2, minimum: 1);
        await story.UntilAsync("the node is there", () => Task.FromResult(story.Agents.Count == 1));

        await story.Get<Removals>().BeginAsync(story.Cluster, default);
        await story.RestartAsync();
        await story.Get<Watchdog>().RunAsync(default);

        await story.UntilAsync("the cluster's row is gone", async () => await Find(story) is null);
        Assert.Empty(story.Fleet.ScaleSets);
    }

    private static Task<Row<ClusterRow>?> Find(Story story) =>
        story.Store.FindAsync<ClusterRow>(
            Tables.Resources,
            ResourceKeys.Partition(story.Cluster.Id.Workspace),
            ResourceKeys.Cluster(story.Cluster.Id),
            default);
}
