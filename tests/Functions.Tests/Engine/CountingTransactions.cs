using System.Diagnostics;
using BatchAi.Services;
using BatchAi.Testing;

namespace BatchAi.Functions.Tests;

/// <summary>
/// What a job asks of the storage account of its hub, counted at the wire on Azurite with the settings of production:
/// figures of docs/cost.md.
/// </summary>
[Trait(Lane.Name, Lane.Full)]
public sealed class CountingTransactions(Azurite azurite, ITestOutputHelper output) : IClassFixture<Azurite>
{
    /// <summary>
    /// For a job on a node that is there; the cheapest of three, since a ring that comes late by chance costs a turn of
    /// the hub, 8 to 10 transactions. Polls of empty queues and what partitions and leases cost are left out: they are
    /// paid for as long as an instance is up, whatever it does.
    /// </summary>
    private const int MostOfAJob = 150;

    /// <summary>
    /// The same for the way from no node to one and back. A tenth more than was counted, since polls and rings meet by
    /// chance.
    /// </summary>
    private const int MostOfACluster = 250;

    [Fact]
    public async Task A_job_of_one_node_costs_the_hub_so_many()
    {
        await using TaskHub hub = await TaskHub.OnAzureStorageAsync(azurite.ConnectionString, HubSettings.Production);
        await using AControlPlane plane = await AControlPlane.BeginAsync(
            hub,
            new ClusterTiming { Hold = TimeSpan.Zero, IdleWait = TimeSpan.FromSeconds(20) });

        int first = await CountAsync(
            "a job of one node that is made for it",
            async () => await plane.UntilEndedAsync(await plane.SubmitAsync(nodes: 1)),
            hub);
        int another = int.MaxValue;
        for (int more = 0; more < 3; more++)
        {
            int counted = await CountAsync(
                "a job of one node that is there",
                async () => await plane.UntilEndedAsync(await plane.SubmitAsync(nodes: 1)),
                hub);
            another = Math.Min(another, counted);
        }

        int last = await CountAsync(
            "one more and the way back to no node",
            async () => await plane.UntilAtRestAsync(await plane.SubmitAsync(nodes: 1)),
            hub);

        Assert.InRange(another, 1, MostOfAJob);
        Assert.InRange(first + last - another - another, 1, MostOfACluster);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task A_hub_that_does_nothing_costs_so_many_a_minute(int partitions)
    {
        Assert.SkipUnless(
            int.TryParse(Environment.GetEnvironmentVariable("COST_MINUTES"), out int minutes) && minutes > 0,
            "It waits for whole minutes; COST_MINUTES=1 asks for it.");
        await using TaskHub hub = await TaskHub.OnAzureStorageAsync(
            await azurite.AnotherAccountAsync(),
            HubSettings.Production with
            {
                Partitions = partitions,
            }
        );
        await using AControlPlane plane = await AControlPlane.BeginAsync(hub, new ClusterTiming());

        // The queues' polls are at their longest interval, and the partitions are taken, after less than a minute.
        await Task.Delay(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        await CountAsync(
            $"{partitions} partitions for {minutes} min",
            () => Task.Delay(TimeSpan.FromMinutes(minutes), TestContext.Current.CancellationToken),
            hub);
    }

    private async Task<int> CountAsync(string what, Func<Task> work, TaskHub hub)
    {
        Stopwatch lasted = Stopwatch.StartNew();
        Dictionary<string, int> before = new(hub.Requests.Counts);
        int workBefore = hub.Requests.OfWork;

        await work();

        int done = hub.Requests.OfWork - workBefore;
        IEnumerable<string> kinds = hub.Requests.Counts.Select(kind => $"{kind.Key}: {kind.Value - before.GetValueOrDefault(kind.Key)}");
        output.WriteLine($"{what}: {done} transactions of work in {lasted.Elapsed.TotalSeconds:F0} s; {string.Join(", ", kinds)}");
        return done;
    }
}
