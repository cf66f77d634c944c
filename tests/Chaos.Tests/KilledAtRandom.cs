using BatchAi.Activities;
using BatchAi.Embedded;

namespace BatchAi.Chaos.Tests;

/// <summary>
/// Seeds of an unkind engine whose control plane is killed again and again at random fail points, its history kept or lost at random; with every second seed the cloud fails now and then, too, and with every third the disk is
/// full for a while. docs/operations.md says how to run more.</summary>
public sealed class KilledAtRandom(ITestOutputHelper output)
{
    private const int MostKills = 8;

    /// <summary>About what the story passes when nobody disturbs it.</summary>
    private const int Points = 200;

    [Fact]
    public async Task Seeds_of_a_hostile_engine_change_nothing()
    {
        int kills = 0;
        int ended = 0;
        List<string> violations = [];
        await Parallel.ForEachAsync(Enumerable.Range(KillSettings.Seed, KillSettings.Seeds), async (seed, _) =>
        {
            try
            {
                Interlocked.Add(ref kills, await Scenario.RunTwoJobsAsync(PlanOf(seed), DiskOf(seed)));
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
        output.WriteLine($"{KillSettings.Seeds} seeds from {KillSettings.Seed} on, {kills} kills, {ended} jobs ended once, {violations.Count} violations");
        Assert.Empty(violations);
        Assert.True(kills >= KillSettings.Seeds, $"{kills} kills");
    }

    private static Plan PlanOf(int seed)
    {
        Random chance = new(seed);
        List<Kill> kills = [];
        for (int number = 1 + chance.Next(MostKills); number > 0; number--)
        {
            // Small counts more often: a life that ends soon ends while it takes up what the last one left.
            int count = 1 + chance.Next(1 + chance.Next(Points));
            kills.Add(new Kill(new FatalPoint("", count, (FailMoment)chance.Next(2)), KeepsHistory: chance.Next(2) == 0));
        }

        return new Plan(kills, new HostileSettings(seed), seed % 2 == 0 ? seed : null);
    }

    /// <summary>Every third has a disk that is full for a while, and not any more when everything is looked at in the end: minutes of the clock lie in between.</summary>
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
