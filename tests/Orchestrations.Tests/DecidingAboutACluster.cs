using BatchAi.Activities;
using BatchAi.Model;
using BatchAi.Services;
using BatchAi.State;

namespace BatchAi.Orchestrations.Tests;

public sealed class DecidingAboutACluster
{
    [Theory, OnEveryEngine]
    public async Task A_late_duplicate_of_an_old_raise_changes_nothing(int seed)
    {
        using Story story = await Story.BeginAsync(seed);
        await story.MakeClusterAsync(maximum: 4, minimum: 1);
        FleetWork? raise = null;
        await story.UntilAsync("a raise is under way", async () =>
        {
            raise = (await story.Get<FactStore>().ControlAsync(story.Cluster.Uid, default))!.Value.InFlight;
            return raise is { Action: FleetAction.Raise };
        });
        await story.UntilAsync("the node is there", () => Task.FromResult(story.Agents.Count == 1));

        // The scale set is as large as when the raise was decided, so that the cloud would take it: only its fence tells.
        story.Fleet.Lose(story.Fleet.Instances.Single());
        int writes = story.Fleet.Ledger.Count;

        WorkOnFleet late = new(story.Get<FactStore>(), story.Get<FleetObserver>(), story.Get<ScaleSetSpecs>(), story.Fleet, story.Clock);
        FleetReport report = await late.RunAsync(new FleetOrder(story.Cluster.Uid, raise! with { OperationUrl = null }), default);

        Assert.IsType<FleetOutcome.Nothing>(report.Outcome);
        Assert.Equal(writes, story.Fleet.Ledger.Count);
    }

    [Theory, OnEveryEngine]
    public async Task Two_decisions_at_once_give_a_node_to_one_job(int seed)
    {
        using Story story = await Story.BeginAsync(seed);
        story.Script.ExitCode = null;
        await story.MakeClusterAsync(maximum: 1, minimum: 1);
        await story.UntilAsync(
            "the node is idle",
            async () => (await story.Get<LiveClusters>().ViewAsync(story.Cluster.Uid, default))!.Counts.IdleNodeCount == 1);
        await story.SubmitAsync(nodes: 1);
        await story.SubmitAsync(nodes: 1);

        ClusterControl control = (await story.Get<FactStore>().ControlAsync(story.Cluster.Uid, default))!.Value;
        ClusterTurn turn = new(story.Cluster.Uid, control.Awake ? control.Generation : control.Generation + 1, Continued: true);
        Reconcile Decider() =>
            new(
                story.Get<FactStore>(),
                story.Get<AttendJobs>(),
                story.Get<CheckRest>(),
                story.Get<ControlPlane>(),
                story.Get<ClusterTiming>(),
                story.Clock);
        ClusterStep[] steps = await Task.WhenAll(
            Task.Run(() => Decider().RunAsync(turn, default)),
            Task.Run(() => Decider().RunAsync(turn, default)));

        Assert.Single(await story.Get<FactStore>().RunningAsync(story.Cluster.Uid, default));
        Assert.All(steps, step => Assert.False(step.Ended));
    }

    [Theory, OnEveryEngine]
    public async Task A_cluster_begins_with_its_initial_nodes_and_lets_them_go_when_they_are_idle(int seed)
    {
        using Story story = await Story.BeginAsync(seed);
        await story.MakeClusterAsync(maximum: 4, initial: 2);
        Assert.Equal(AllocationState.Resizing, (await story.Get<LiveClusters>().ViewAsync(story.Cluster.Uid, default))!.AllocationState);

        await story.UntilAsync("the initial nodes are there", () => Task.FromResult(story.Fleet.Instances.Count == 2));
        await story.UntilAsync("they are gone again", () => Task.FromResult(story.Fleet.Instances.Count == 0));
        await story.UntilAsync(
            "the cluster rests",
            async () => !(await story.Get<FactStore>().ControlAsync(story.Cluster.Uid, default))!.Value.Awake);

        Assert.Equal(AllocationState.Steady, (await story.Get<LiveClusters>().ViewAsync(story.Cluster.Uid, default))!.AllocationState);
        Assert.Equal("raise 0 to 2", story.Fleet.Ledger[1]);
    }

    [Fact]
    public async Task Machines_that_never_register_are_asked_for_ever_less_often_and_that_is_shown_until_one_does()
    {
        using Story story = await Story.BeginAsync(seed: 0);
        story.Script.Silent = true;
        await story.MakeClusterAsync(maximum: 2, minimum: 2);
        List<DateTimeOffset> raises = [];
        while (raises.Count < 4)
        {
            int before = Raises(story);
            await story.UntilAsync("the next raise", () => Task.FromResult(Raises(story) > before), TimeSpan.FromHours(1));
            raises.Add(story.Clock.GetUtcNow());
        }

        TimeSpan[] between = [.. raises.Zip(raises.Skip(1), (one, next) => next - one)];
        Assert.True(
            between[0] > TimeSpan.FromMinutes(10.5)
                && between[1] > between[0] + TimeSpan.FromSeconds(20)
                && between[2] > between[1] + TimeSpan.FromSeconds(50),
            string.Join(", ", between));
        Assert.Equal(
            "NodesDidNotRegister",
            Assert.Single((await story.Get<LiveClusters>().ViewAsync(story.Cluster.Uid, default))!.Errors).Code);

        story.Script.Silent = false;
        await story.UntilAsync(
            "the nodes are idle",
            async () => (await story.Get<LiveClusters>().ViewAsync(story.Cluster.Uid, default))!.Counts.IdleNodeCount == 2);
        Assert.Empty((await story.Get<LiveClusters>().ViewAsync(story.Cluster.Uid, default))!.Errors);
    }

    private static int Raises(Story story) => story.Fleet.Ledger.Count(entry => entry.StartsWith("raise ", StringComparison.Ordinal));

    [Theory, OnEveryEngine]
    public async Task At_rest_it_runs_nothing(int seed)
    {
        using Story story = await Story.BeginAsync(seed);
        await story.MakeClusterAsync(maximum: 1);
        await story.UntilEndedAsync(await story.SubmitAsync(nodes: 1));
        await story.UntilAsync(
            "the cluster rests",
            async () => !(await story.Get<FactStore>().ControlAsync(story.Cluster.Uid, default))!.Value.Awake);

        await story.UntilAsync("nothing waits for any time", () => Task.FromResult(story.NextDue is null), TimeSpan.FromMinutes(2));
    }

    [Theory, OnEveryEngine]
    public async Task Old_decisions_leave_the_journal_some_hundred_a_round(int seed)
    {
        using Story story = await Story.BeginAsync(seed);
        await story.MakeClusterAsync(maximum: 1);
        await story.Store.TryInsertAsync(
            Tables.Active,
            ActiveRow.Partition,
            story.Cluster.Uid,
            new ActiveRow(story.Clock.GetUtcNow()),
            default);
        for (long fence = 1; fence <= Housekeeping.PerRound + 1; fence++)
            await story.Store.TryInsertAsync(
                Tables.Facts,
                story.Cluster.Uid,
                FactKeys.Journal(1_000_000 + fence),
                new JournalRow(story.Clock.GetUtcNow(), 1, "old"),
                default);
        story.Clock.Advance(story.Get<ClusterTiming>().KeepJournal + TimeSpan.FromDays(1));

        await story.Get<Housekeeping>().RunAsync(default);
        Assert.Single(await OldAsync(story));
        await story.Get<Housekeeping>().RunAsync(default);
        Assert.Empty(await OldAsync(story));
    }

    [Theory, OnEveryEngine]
    public async Task A_refusal_is_shown_and_asked_again_after_a_while(int seed)
    {
        using Story story = await Story.BeginAsync(seed);
        story.Fleet.NextRefusal = new FleetOutcome.Refused(FleetRefusal.Capacity, "AllocationFailed", "no machines");
        await story.MakeClusterAsync(maximum: 1, minimum: 1);

        // A hostile engine may make the call twice: then one is refused, the other brings the node, and nothing is wrong.
        await story.UntilAsync(
            "the refusal is shown, or its double went through",
            async () =>
                story.Fleet.Ledger.Contains("raise 0 to 1")
                || (await story.Get<LiveClusters>().ViewAsync(story.Cluster.Uid, default))!.Errors is [{ Code: "AllocationFailed" }]);
        await story.UntilAsync("the node is there", () => Task.FromResult(story.Agents.Count == 1));

        Assert.Empty((await story.Get<LiveClusters>().ViewAsync(story.Cluster.Uid, default))!.Errors);
    }

    private static Task<IReadOnlyList<Row<JournalRow>>> OldAsync(Story story) =>
        story.Store.ListAsync<JournalRow>(Tables.Facts, story.Cluster.Uid, FactKeys.JournalPrefix + "000001", int.MaxValue, default);
}
