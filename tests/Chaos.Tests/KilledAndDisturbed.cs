using BatchAi.Faults;

namespace BatchAi.Chaos.Tests;

/// <summary>
/// Kills at every so many fail points, with other trouble on top: an unkind engine, a second kill soon after the first,
/// nodes that go or start anew under a job.
/// </summary>
public sealed class KilledAndDisturbed(ITestOutputHelper output)
{
    private const int Step = 11;

    /// <summary>More than any of these stories passes.</summary>
    private const int Last = 400;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public Task A_hostile_engine_changes_nothing(int seed) => EveryAsync(
        $"hostile seed {seed}",
        fatal => Scenario.RunTwoJobsAsync(new Plan([At(fatal)], new HostileSettings(seed))));

    [Fact]
    public Task A_second_kill_while_it_recovers_changes_nothing() => EveryAsync(
        "two kills",
        fatal => Scenario.RunTwoJobsAsync(new Plan([At(fatal), At(1 + (fatal % 13))])));

    [Fact]
    public Task A_node_lost_under_a_job_costs_one_more_attempt() => EveryAsync(
        "node lost",
        fatal => RunDisturbedAsync(new Plan([At(fatal)]), world => world.Fleet.Lose(world.Ledger.Launches[0].Instance)));

    [Fact]
    public Task A_node_that_starts_anew_under_a_job_costs_one_more_attempt() => EveryAsync(
        "node rebooted",
        fatal => RunDisturbedAsync(new Plan([At(fatal)]), world => world.Agents[world.Ledger.Launches[0].Instance].Reboot()));

    /// <summary>Accepted work goes on where it stood, and new work is accepted then.</summary>
    [Fact]
    public async Task A_disk_that_is_full_for_a_while_costs_nothing_but_time()
    {
        int refused = 0;
        for (int from = 1; from < 60; from += 2)
        {
            await Scenario.RunTwoJobsAsync(new Plan([]), world =>
            {
                world.Facts.Full = world.Age.TotalSeconds >= from && world.Age.TotalSeconds < from + 100;
                refused = Math.Max(refused, world.Facts.Refused);
            });
        }

        output.WriteLine($"full disk: begun at each other second of the story, up to {refused} writes refused: no violation");
        Assert.InRange(refused, 10, 100_000);
    }

    /// <summary>Job two's first attempt goes on until its node is disturbed; the one after it ends.</summary>
    private static Task<int> RunDisturbedAsync(Plan plan, Action<World> disturb)
    {
        bool disturbed = false;
        World world = new(plan, [.. Scenario.Everything[..3], Requests.PutJob("two")])
        {
            ExitCode = _ => disturbed ? 7 : null,
            Disturb = world =>
            {
                if (disturbed || world.Ledger.Launches.Count < 2)
                    return;

                disturb(world);
                disturbed = true;
            },
        };
        return Scenario.RunAsync(world, new EndedJob("two", 7, Attempts: 2));
    }

    private async Task EveryAsync(string story, Func<int, Task<int>> runAsync)
    {
        int kills = 0;
        for (int fatal = 1; fatal < Last && await runAsync(fatal) is > 0 and int died; fatal += Step)
            kills += died;

        output.WriteLine($"{story}: {kills} kills, no violation");
        Assert.InRange(kills, 5, 1000);
    }

    private static Kill At(int fatal) => new(new FatalPoint("", fatal, (FailMoment)(fatal % 2)), KeepsHistory: fatal % 3 > 0);
}
