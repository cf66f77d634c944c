using BatchAi.Services;

namespace BatchAi.Orchestrations.Tests;

/// <summary>A node's silence counts as far as somebody could have heard it.</summary>
public sealed class BeingHealthy
{
    [Fact]
    public async Task After_a_long_outage_silent_nodes_are_given_their_time_anew()
    {
        using Story story = await WithASilentNodeAsync();
        TimeSpan lost = story.Get<ClusterTiming>().Lost;
        story.Clock.Advance(TimeSpan.FromHours(2));
        DateTimeOffset back = story.Clock.GetUtcNow();

        await story.UntilAsync("half the time is over", () => Task.FromResult(story.Clock.GetUtcNow() >= back + (lost / 2)));
        Assert.Equal([1], story.Fleet.Instances);

        await story.UntilAsync("the node counts as lost", () => Task.FromResult(!story.Fleet.Instances.Contains(1)), atMost: lost);
    }

    [Fact]
    public async Task Nodes_are_lost_although_no_process_lives_long_enough_to_see_it()
    {
        using Story story = await WithASilentNodeAsync();
        TimeSpan life = story.Get<ClusterTiming>().Lost / 4;

        await story.UntilAsync(
            "the node counts as lost",
            async () =>
            {
                if (story.Clock.GetUtcNow().Ticks % life.Ticks == 0)
                    await story.RestartAsync();
                return !story.Fleet.Instances.Contains(1);
            });
    }

    [Fact]
    public async Task It_is_healthy_since_the_last_gap_and_a_process_that_begins_knows_it()
    {
        using Story story = await Story.BeginAsync(seed: 0);
        ClusterTiming timing = story.Get<ClusterTiming>();
        Task<DateTimeOffset> SinceAsync() => new ControlPlane(story.Store, timing, story.Clock).HealthySinceAsync(default).AsTask();
        ControlPlane beating = story.Get<ControlPlane>();

        Assert.Equal(story.Clock.GetUtcNow(), await SinceAsync());
        DateTimeOffset began = await beating.BeatAsync(default);
        for (int round = 0; round < 10; round++)
        {
            story.Clock.Advance(timing.LookAgain);
            Assert.Equal(began, await beating.BeatAsync(default));
        }

        story.Clock.Advance(timing.HealthGap);
        Assert.Equal(began, await SinceAsync());
        story.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(story.Clock.GetUtcNow(), await SinceAsync());
        Assert.Equal(story.Clock.GetUtcNow(), await beating.HealthySinceAsync(default));
        DateTimeOffset again = await beating.BeatAsync(default);

        Assert.Equal(story.Clock.GetUtcNow(), again);
        story.Clock.Advance(timing.LookAgain);
        Assert.Equal(again, await SinceAsync());
    }

    private static async Task<Story> WithASilentNodeAsync()
    {
        Story story = await Story.BeginAsync(seed: 0);
        await story.MakeClusterAsync(maximum: 1, minimum: 1);
        LiveClusters commands = story.Get<LiveClusters>();
        await story.UntilAsync(
            "the node is idle",
            async () => (await commands.ViewAsync(story.Cluster.Uid, default))!.Counts.IdleNodeCount == 1);
        Assert.Equal([1], story.Fleet.Instances);
        story.Script.Silent = true;
        return story;
    }
}
