namespace BatchAi.Chaos.Tests;

/// <summary>
/// Stories whose control plane is killed at the n-th write, for n = 1, 2, … until one gets through untouched. A write is a transaction of the store or a change asked of the cloud.
/// </summary>
public sealed class KilledAtEveryWrite(ITestOutputHelper output)
{
    public static TheoryData<KillMoment, bool> EveryWay => new() { { KillMoment.Before, true }, { KillMoment.After, true }, { KillMoment.Before, false }, { KillMoment.After, false } };

    [Theory]
    [MemberData(nameof(EveryWay))]
    public async Task Two_gangs_run_once_each_and_leave_nothing(KillMoment moment, bool keepsHistory)
    {
        int kills = 0;
        while (await Scenario.RunTwoJobsAsync(new Plan([kills + 1], moment, keepsHistory)) > 0)
            kills++;

        output.WriteLine($"two gangs: killed {moment} each of {kills} writes, history {(keepsHistory ? "kept" : "lost")}: no violation");
        Assert.InRange(kills, 100, 1000);
    }

    /// <summary>Each write once, the ways in turn: every way at every write would take four times as long and found nothing more.</summary>
    [Fact]
    public async Task Deleting_it_all_while_it_runs_leaves_nothing()
    {
        int kills = 0;
        while (await Scenario.RunAsync(Deleting(new Plan([kills + 1], (KillMoment)(kills % 2), KeepsHistory: kills % 4 < 2))) > 0)
            kills++;

        output.WriteLine($"deletion: killed at each of {kills} writes: no violation");
        Assert.InRange(kills, 100, 1000);
    }

    private static World Deleting(Plan plan) => new(
        plan,
        [.. Scenario.Everything, Requests.UntilLaunched(nodes: 4), Requests.DeleteJob("one"), Requests.DeleteJob("two"), Requests.DeleteClusterAsync])
    {
        ExitCode = _ => null,
    };
}
