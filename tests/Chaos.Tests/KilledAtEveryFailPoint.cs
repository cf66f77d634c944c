using BatchAi.Faults;
using BatchAi.Model;
using BatchAi.Testing;

namespace BatchAi.Chaos.Tests;

/// <summary>
/// Stories whose control plane is killed at the n-th write of the store, and at the n-th call to the cloud, for n = 1,
/// 2, … until one gets through untouched.
/// </summary>
public sealed class KilledAtEveryFailPoint(ITestOutputHelper output)
{
    private const string Store = "store";

    private const string Cloud = "arm";

    /// <summary>About what the story passes of each when nobody disturbs it.</summary>
    private const int StorePoints = 130;

    private const int CloudPoints = 36;

    public static TheoryData<string, FailMoment, bool> EveryWay =>
    [
        .. from points in (string[])[Store, Cloud]
           from moment in (FailMoment[])[FailMoment.Before, FailMoment.After]
           from keepsHistory in (bool[])[true, false]
           select (points, moment, keepsHistory),
    ];

    /// <summary>Each point once, the ways in turn; every way at every point in the full lane.</summary>
    [Theory]
    [InlineData(Store)]
    [InlineData(Cloud)]
    public async Task Two_gangs_run_once_each_and_leave_nothing(string points)
    {
        int kills = await KillEachAsync(number => Scenario.RunTwoJobsAsync(new Plan([InTurn(points, number)])));

        output.WriteLine($"two gangs: killed at each of {kills} fail points of {points}: no violation");
        Assert.InRange(kills, points == Store ? 100 : 20, 1000);
    }

    [Theory]
    [MemberData(nameof(EveryWay))]
    [Trait(Lane.Name, Lane.Full)]
    public async Task Two_gangs_run_once_each_and_leave_nothing_whichever_way(string points, FailMoment moment, bool keepsHistory)
    {
        int kills = await KillEachAsync(number =>
            Scenario.RunTwoJobsAsync(new Plan([new Kill(new FatalPoint(points, number, moment), keepsHistory)])));

        output.WriteLine(
            $"two gangs: killed {moment} each of {kills} fail points of {points}, history {(keepsHistory ? "kept" : "lost")}: no violation"
        );
        Assert.InRange(kills, points == Store ? 100 : 20, 1000);
    }

    /// <summary>
    /// The first gang's exit code is retried twice and then is its end; the second's third attempt ends well. Neither a lost nor a doubled
    /// message may change how often.
    /// </summary>
    [Theory]
    [InlineData(Store, null)]
    [InlineData(Store, 4)]
    [InlineData(Cloud, null)]
    public async Task Retried_gangs_run_as_often_as_their_policies_say(string points, int? hostileSeed)
    {
        int kills = await KillEachAsync(number => Scenario.RunAsync(
            Retrying(
                new Plan([InTurn(points, number)], hostileSeed is { } seed ? new HostileSettings(seed) : null)),
            new EndedJob("one", 75, Attempts: 3, PreviousExitCode: 75),
            new EndedJob("two", 0, Attempts: 3, PreviousExitCode: 9)));

        output.WriteLine($"retries: killed at each of {kills} fail points of {points}, hostile {hostileSeed}: no violation");
        Assert.InRange(kills, points == Store ? 100 : 10, 1000);
    }

    /// <summary>Each point once, the ways in turn: every way at every point would take four times as long and found nothing more.</summary>
    [Theory]
    [InlineData(Store)]
    [InlineData(Cloud)]
    public async Task Deleting_it_all_while_it_runs_leaves_nothing(string points)
    {
        int kills = await KillEachAsync(number =>
            Scenario.RunAsync(Deleting(new Plan([InTurn(points, number)]))));

        output.WriteLine($"deletion: killed at each of {kills} fail points of {points}: no violation");
        Assert.InRange(kills, points == Store ? 100 : 20, 1000);
    }

    /// <summary>On the real worker of Durable Task, at some of the points only, spread over all there are; the ways in turn.</summary>
    [Theory]
    [InlineData(Store, 12)]
    [InlineData(Cloud, 6)]
    public Task Two_gangs_on_the_Durable_worker_run_once_each(string points, int many) => SampleAsync(points, many);

    /// <inheritdoc cref="Two_gangs_on_the_Durable_worker_run_once_each"/>
    [Theory]
    [InlineData(Store, 1000)]
    [InlineData(Cloud, 1000)]
    [Trait(Lane.Name, Lane.Full)]
    public Task Two_gangs_on_the_Durable_worker_run_once_each_at_every_point(string points, int many) => SampleAsync(points, many);

    private async Task SampleAsync(string points, int many)
    {
        int all = points == Store ? StorePoints : CloudPoints;
        int[] numbers = [.. Enumerable.Range(0, Math.Min(many, all)).Select(place => 1 + (place * all / Math.Min(many, all)))];
        int kills = 0;
        await Parallel.ForEachAsync(numbers, async (number, _) =>
        {
            Interlocked.Add(ref kills, await Scenario.RunTwoJobsAsync(new Plan([InTurn(points, number)]) { OnDurable = true }));
        });

        output.WriteLine($"two gangs on the Durable worker: killed at {kills} of about {all} fail points of {points}: no violation");
        Assert.InRange(kills, numbers.Length * 3 / 4, numbers.Length);
    }

    private static Kill InTurn(string points, int number) =>
        new(new FatalPoint(points, number, (FailMoment)(number % 2)), KeepsHistory: number % 4 < 2);

    /// <summary>Runs a story for each fail point until it gets through untouched; some runs at a time, for they share nothing.</summary>
    private static async Task<int> KillEachAsync(Func<int, Task<int>> runAsync)
    {
        int atATime = Environment.ProcessorCount;
        int kills = 0;
        for (int first = 1; ; first += atATime)
        {
            int[] deaths = await Task.WhenAll(Enumerable.Range(first, atATime).Select(number => Task.Run(() => runAsync(number))));
            kills += deaths.Sum();
            if (deaths.Contains(0))
                return kills;
        }
    }

    private static World Retrying(Plan plan) =>
        new(
            plan,
            [
                .. Scenario.Everything[..3],
                Requests.PutJob("one", policy: new JobRetryPolicy { ExitCodes = [75], MaxRetries = 2 }),
                Requests.PutJob("two", policy: new JobRetryPolicy { ExitCodeRanges = [new ExitCodeRange { Start = 1, End = 20 }] }),
            ])
        {
            ExitCodeOfAttempt = (job, attempt) => job == "one" ? 75 : attempt < 3 ? 9 : 0,
        };

    private static World Deleting(Plan plan) =>
        new(
            plan,
            [
                .. Scenario.Everything,
                Requests.UntilLaunched(nodes: 4),
                Requests.DeleteJob("one"),
                Requests.DeleteJob("two"),
                Requests.DeleteClusterAsync,
            ])
        {
            ExitCode = _ => null,
        };
}
