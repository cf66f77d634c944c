using BatchAi.Activities;

namespace BatchAi.Chaos.Tests;

/// <summary>
/// Stories whose control plane is killed at the n-th write of the store, and at the n-th call to the cloud, for n = 1, 2, … until one gets through untouched.
/// </summary>
public sealed class KilledAtEveryFailPoint(ITestOutputHelper output)
{
    private const string Store = "store";

    private const string Cloud = "arm";

    public static TheoryData<string, FailMoment, bool> EveryWay =>
    [
        .. from points in (string[])[Store, Cloud]
           from moment in (FailMoment[])[FailMoment.Before, FailMoment.After]
           from keepsHistory in (bool[])[true, false]
           select (points, moment, keepsHistory),
    ];

    [Theory]
    [MemberData(nameof(EveryWay))]
    public async Task Two_gangs_run_once_each_and_leave_nothing(string points, FailMoment moment, bool keepsHistory)
    {
        int kills = 0;
        while (await Scenario.RunTwoJobsAsync(new Plan([new Kill(new FatalPoint(points, kills + 1, moment), keepsHistory)])) > 0)
            kills++;

        output.WriteLine($"two gangs: killed {moment} each of {kills} fail points of {points}, history {(keepsHistory ? "kept" : "lost")}: no violation");
        Assert.InRange(kills, points == Store ? 100 : 20, 1000);
    }

    /// <summary>Each point once, the ways in turn: every way at every point would take four times as long and found nothing more.</summary>
    [Theory]
    [InlineData(Store)]
    [InlineData(Cloud)]
    public async Task Deleting_it_all_while_it_runs_leaves_nothing(string points)
    {
        int kills = 0;
        while (await Scenario.RunAsync(Deleting(new Plan([new Kill(new FatalPoint(points, kills + 1, (FailMoment)(kills % 2)), KeepsHistory: kills % 4 < 2)]))) > 0)
            kills++;

        output.WriteLine($"deletion: killed at each of {kills} fail points of {points}: no violation");
        Assert.InRange(kills, points == Store ? 100 : 20, 1000);
    }

    private static World Deleting(Plan plan) => new(
        plan,
        [.. Scenario.Everything, Requests.UntilLaunched(nodes: 4), Requests.DeleteJob("one"), Requests.DeleteJob("two"), Requests.DeleteClusterAsync])
    {
        ExitCode = _ => null,
    };
}
