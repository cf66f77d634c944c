using BatchAi.Faults;
using BatchAi.Testing;

namespace BatchAi.Chaos.Tests;

/// <summary>
/// Two workers on one hub of DurableTask.AzureStorage and one set of facts; one of them is killed again and again at
/// random fail points, in the midst of whatever it does.
/// </summary>
[Trait(Lane.Name, Lane.Full)]
public sealed class TwoWorkers(Azurite azurite, ITestOutputHelper output) : IClassFixture<Azurite>
{
    private const int Seeds = 3;

    /// <summary>Fail points that one of two workers passes in its life, at most: half of what the story has.</summary>
    private const int Points = 60;

    [Fact]
    public async Task Lose_nothing_and_do_nothing_twice_when_one_is_killed()
    {
        int kills = 0;
        foreach (int seed in Enumerable.Range(KillSettings.Seed, Seeds))
        {
            Random chance = new(seed);
            List<Kill> plan =
            [
                .. Enumerable
                    .Range(0, 3)
                    .Select(_ => new Kill(
                        new FatalPoint("", 1 + chance.Next(1 + chance.Next(Points)), (FailMoment)chance.Next(2)),
                        KeepsHistory: true)),
            ];
            output.WriteLine($"seed {seed}, {kills} kills so far");
            kills += await Scenario.RunTwoJobsAsync(new Plan(plan) { OnDurable = true, HubAccount = await azurite.AnotherAccountAsync() });
        }

        output.WriteLine(
            $"{Seeds} seeds from {KillSettings.Seed} on of two workers on a hub on Azure Storage, {kills} kills, {Seeds * 2} jobs "
            + "ended once: no violation"
        );
        Assert.True(kills >= Seeds, $"{kills} kills");
    }
}
