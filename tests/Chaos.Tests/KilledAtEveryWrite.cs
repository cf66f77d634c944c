using BatchAi.Activities;

namespace BatchAi.Chaos.Tests;

/// <summary>
/// The scenario "make everything, run two jobs of 2 nodes, scale to zero", its control plane killed at the n-th write, for n = 1, 2, … until it gets through untouched.
/// A write is a transaction of the store or a change asked of the cloud.
/// </summary>
public sealed class KilledAtEveryWrite(ITestOutputHelper output)
{
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(15);

    /// <summary>After this long an intent whose caller died before anything was visible is taken back.</summary>
    private static readonly TimeSpan s_abandoned = TimeSpan.FromMinutes(11);

    [Theory]
    [InlineData(KillMoment.Before, true)]
    [InlineData(KillMoment.After, true)]
    [InlineData(KillMoment.Before, false)]
    [InlineData(KillMoment.After, false)]
    public async Task Loses_nothing_and_does_nothing_twice(KillMoment moment, bool keepsHistory)
    {
        int kills = 0;
        while (await RunAsync(new Plan([kills + 1], moment, keepsHistory)) > 0)
            kills++;

        output.WriteLine($"killed {moment} each of {kills} writes, history {(keepsHistory ? "kept" : "lost")}: no violation");
        Assert.InRange(kills, 50, 1000);
    }

    /// <summary>How often the control plane was killed; fails when something is wrong afterwards.</summary>
    private static async Task<int> RunAsync(Plan plan)
    {
        using World world = new(plan, Requests.PutWorkspaceAsync, Requests.PutClusterAsync, Requests.PutExperimentAsync, Requests.PutJob("one"), Requests.PutJob("two"))
        {
            ExitCode = name => name == "two" ? 7 : 0,
        };
        await world.UntilAsync("all requests are answered, both jobs have ended and the cluster rests at zero", async () => world.ClientIsDone && await IsOverAsync(world), s_longest);
        world.Clock.Advance(s_abandoned);
        await world.StepAsync();

        // The round may have been the life's last.
        await world.StepAsync();

        IReadOnlyList<string> wrongs = await Checker.LookAsync(world, ("one", 0), ("two", 7));
        Assert.True(wrongs.Count == 0, $"{plan}; killed {string.Join("; ", world.Deaths)}\n{string.Join("\n", wrongs)}");
        return world.Deaths.Count;
    }

    private static async Task<bool> IsOverAsync(World world)
    {
        IReadOnlyList<KeptRow> rows = await world.Facts.AllAsync();
        return world.Fleet.Made > 0
            && world.Fleet.Instances.Count == 0
            && rows.Where(row => row is { Table: Tables.Facts, Key: FactKeys.Control }).All(row => !RowJson.Read<ClusterControl>(row.Text).Awake)
            && rows.All(row => !row.Key.StartsWith(FactKeys.QueuePrefix, StringComparison.Ordinal) && !row.Key.StartsWith(FactKeys.RunPrefix, StringComparison.Ordinal));
    }
}
