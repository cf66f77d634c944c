using System.Diagnostics;
using BatchAi.Activities;
using BatchAi.Testing;

namespace BatchAi.Functions.Tests;

/// <summary>What a job asks of the storage account of its hub, counted at the wire on Azurite with the settings of production: one of the figures of docs/cost.md.</summary>
[Trait(Lane.Name, Lane.Full)]
public sealed class CountingTransactions(Azurite azurite, ITestOutputHelper output) : IClassFixture<Azurite>
{
    /// <summary>449 were counted, and a tenth more, since polls and rings meet by chance. To be lowered with what a job costs.</summary>
    private const int Most = 500;

    [Fact]
    public async Task A_job_of_one_node_costs_the_hub_so_many()
    {
        await using TaskHub hub = await TaskHub.OnAzureStorageAsync(azurite.ConnectionString, HubSettings.Production);
        await using AControlPlane plane = await AControlPlane.BeginAsync(hub, new ClusterTiming { Hold = TimeSpan.Zero, IdleWait = TimeSpan.FromSeconds(5) });
        Stopwatch lasted = Stopwatch.StartNew();
        Dictionary<string, int> before = new(hub.Requests.Counts);
        int workBefore = hub.Requests.OfWork;

        await plane.UntilAtRestAsync(await plane.SubmitAsync(nodes: 1));

        int work = hub.Requests.OfWork - workBefore;
        IEnumerable<string> kinds = hub.Requests.Counts.Select(kind => $"{kind.Key}: {kind.Value - before.GetValueOrDefault(kind.Key)}");
        output.WriteLine($"a job of one node from submission to a cluster at rest: {work} transactions of work in {lasted.Elapsed.TotalSeconds:F0} s; {string.Join(", ", kinds)}");
        Assert.InRange(work, 1, Most);
    }
}
