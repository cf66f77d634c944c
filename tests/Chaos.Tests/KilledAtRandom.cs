using BatchAi.Faults;
using BatchAi.Testing;

namespace BatchAi.Chaos.Tests;

/// <summary>
/// Seeds of an unkind engine whose control plane is killed again and again at random fail points, its history kept or
/// lost at random; with every second seed the cloud fails now and then, too, and with every third the disk is full for
/// a while. docs/operations.md says how to run more.</summary>
public sealed class KilledAtRandom(ITestOutputHelper output)
{
    private const int MostKills = 8;

    /// <summary>About what the story passes when nobody disturbs it.</summary>
    private const int Points = 200;

    /// <summary>Of the seeds, as many as cost a dozen seconds.</summary>
    private const int OnDurable = 5;

    [Fact]
    public Task Seeds_of_a_hostile_engine_change_nothing() => RunAsync(KillSettings.Seeds, seed => PlanOf(seed, new HostileSettings(seed)));

    /// <summary>The real worker of Durable Task is as kind as it is.</summary>
    [Fact]
    public Task Seeds_of_the_Durable_worker_change_nothing() =>
        RunAsync(Math.Min(OnDurable, KillSettings.Seeds), seed => PlanOf(seed, hostile: null) with { OnDurable = true });

    [Fact]
    [Trait(Lane.Name, Lane.Full)]
    public Task All_seeds_of_the_Durable_worker_change_nothing() =>
        RunAsync(KillSettings.Seeds, seed => PlanOf(seed, hostile: null) with { OnDurable = true });

    private async Task RunAsync(int seeds, Func<int, Plan> planOf)
    {
        int kills = 0;
        int ended = 0;
        List<string> violations = [];
        await Parallel.ForEachAsync(Enumerable.Range(KillSettings.Seed, seeds), async (seed, _) =>
        {
            try
            {
                Interlocked.Add(ref kills, await Scenario.RunTwoJobsAsync(planOf(seed), DiskOf(seed)));
                Interlocked.Add(ref ended, 2);
            }
            catch (Exception violation)
            {
                // All seeds are run: one that fails says nothing of the others.
                lock (violations)
                    violations.Add($"seed {seed}: {violation.Message}");
            }
        });

        foreach (string violation in violations)
            output.WriteLine(violation);
        output.WriteLine(
            $"{seeds} seeds from {KillSettings.Seed} on, {kills} kills, {ended} jobs ended once, {violations.Count} violations");
        Assert.Empty(violations);
        Assert.True(kills >= seeds, $"{kills} kills");
    }

    private static Plan PlanOf(int seed, HostileSettings? hostile)
    {
        Random chance = new(seed);
        List<Kill> kills = [];
        for (int number = 1 + chance.Next(MostKills); number > 0; number--)
        {
            // Small counts more often: a life that ends soon ends while it takes up what the last one left.
            int count = 1 + chance.Next(1 + chance.Next(Points));
            kills.Add(new Kill(new FatalPoint("", count, (FailMoment)chance.Next(2)), KeepsHistory: chance.Next(2) == 0));
        }

        return new Plan(kills, hostile, seed % 2 == 0 ? seed : null);
    }

    /// <summary>
    /// Every third has a disk that is full for a while, and not any more when everything is looked at in the end:
    /// minutes of the clock lie in between.
    /// </summary>
    private static Action<World>? DiskOf(int seed)
    {
        if (seed % 3 > 0)
            return null;

        Random chance = new(seed);
        int from = chance.Next(90);
        int until = from + 1 + chance.Next(120);
        return world => world.Facts.Full = world.Age.TotalSeconds >= from && world.Age.TotalSeconds < until;
    }
}
