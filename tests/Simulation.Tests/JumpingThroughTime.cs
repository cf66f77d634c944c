using BatchAi.Model;
using BatchAi.State;

namespace BatchAi.Simulation.Tests;

/// <summary>Virtual time stops where something is due and nowhere else.</summary>
public sealed class JumpingThroughTime
{
    private static readonly WorkspaceId s_workspace = new("sub", "group", "ws");
    private static readonly ClusterId s_cluster = new(s_workspace, "c");
    private static readonly ExperimentId s_experiment = new(s_workspace, "e");

    [Fact]
    public async Task A_job_of_a_day_runs_as_long_as_its_script_says_to_the_millisecond()
    {
        await using SimulatedWorld world = await WithAClusterAsync();
        world.Script.CommandTakes = _ => TimeSpan.FromDays(1) + TimeSpan.FromMilliseconds(3);
        JobRow job = await world.PutJobAsync(new JobId(s_experiment, "j"), s_cluster, nodes: 2);

        Assert.True(await world.RunUntilAsync(() => world.Ends.ContainsKey(job.Uid), world.Clock.GetUtcNow() + TimeSpan.FromDays(2)));

        ExecutionInfo info = (await world.Get<BatchAi.Services.Jobs>().GetAsync(job.Id, default)).Ended!.Info!;
        Assert.Equal(TimeSpan.FromDays(1) + TimeSpan.FromMilliseconds(3), info.EndTime - info.StartTime);
    }

    [Fact]
    public async Task What_is_not_so_by_then_is_answered_with_the_clock_at_that_time()
    {
        await using SimulatedWorld world = await SimulatedWorld.BeginAsync();
        DateTimeOffset then = world.Clock.GetUtcNow() + TimeSpan.FromSeconds(77);

        Assert.False(await world.RunUntilAsync(() => false, then));

        Assert.Equal(then, world.Clock.GetUtcNow());
    }

    [Fact]
    public async Task A_job_goes_on_in_the_next_life_when_the_control_plane_and_its_history_are_lost()
    {
        await using SimulatedWorld world = await WithAClusterAsync();
        world.Script.CommandTakes = _ => TimeSpan.FromHours(1);
        JobRow job = await world.PutJobAsync(new JobId(s_experiment, "j"), s_cluster, nodes: 1);
        Assert.True(await world.RunUntilAsync(() => world.Ledger.Launches.Count == 1, world.Clock.GetUtcNow() + TimeSpan.FromHours(1)));

        await world.RestartAsync();

        Assert.True(await world.RunUntilAsync(() => world.Ends.ContainsKey(job.Uid), world.Clock.GetUtcNow() + TimeSpan.FromHours(2)));
        Assert.Single(world.Ledger.Launches);
        Assert.Equal(0, world.Ends[job.Uid].Data.ExitCode);
    }

    [Fact]
    public void Timers_fire_in_order_each_at_its_time()
    {
        VirtualClock clock = new(DateTimeOffset.UnixEpoch);
        List<(string Name, double Second)> fired = [];
        void Note(object? name) => fired.Add(((string)name!, (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds));
        using ITimer late = clock.CreateTimer(Note, "late", TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan);
        using ITimer often = clock.CreateTimer(Note, "often", TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));
        using ITimer moved = clock.CreateTimer(Note, "moved", TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        using ITimer gone = clock.CreateTimer(Note, "gone", TimeSpan.FromSeconds(3), Timeout.InfiniteTimeSpan);
        moved.Change(TimeSpan.FromSeconds(3), Timeout.InfiniteTimeSpan);
        gone.Dispose();

        clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal([("often", 2), ("moved", 3), ("often", 4), ("late", 5)], fired);
        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(6), clock.NextDue);
    }

    [Fact]
    public void Ids_follow_from_the_seed_and_sort_by_time()
    {
        List<string> Ids(int seed)
        {
            VirtualClock clock = new(DateTimeOffset.UnixEpoch.AddYears(50), seed);
            return [.. Enumerable.Range(0, 100).Select(_ =>
            {
                clock.Advance(TimeSpan.FromMilliseconds(1));
                return Uids.New(clock);
            })];
        }

        Assert.Equal(Ids(1), Ids(1));
        Assert.NotEqual(Ids(1), Ids(2));
        Assert.Equal(Ids(1).Order(StringComparer.Ordinal), Ids(1));
        Assert.All(Ids(1), id => Assert.True(Uids.IsUid(id) && Guid.ParseExact(id, "N").Version == 7, id));
    }

    private static async Task<SimulatedWorld> WithAClusterAsync()
    {
        SimulatedWorld world = await SimulatedWorld.BeginAsync();
        await world.PutWorkspaceAsync(s_workspace);
        await world.PutExperimentAsync(s_experiment);
        await world.PutClusterAsync(s_cluster, minimum: 0, maximum: 4);
        return world;
    }
}
