using BatchAi.Services;
using BatchAi.State;
using BatchAi.Testing;

namespace BatchAi.Functions.Tests;

/// <summary>The job's story on the machine's clock.</summary>
public sealed class AJobOnTheDurableEngine
{
    [Fact]
    public async Task Grows_the_cluster_runs_and_goes_back_to_nothing()
    {
        await using TaskHub hub = await TaskHub.InMemoryAsync();
        await using AControlPlane plane = await AControlPlane.BeginAsync(
            hub,
            new ClusterTiming
            {
                Hold = TimeSpan.Zero,
                Poll = TimeSpan.FromMilliseconds(100),
                IdleWait = TimeSpan.FromSeconds(1),
            }
        );

        NewJob job = await plane.SubmitAsync(nodes: 3);
        await plane.UntilAtRestAsync(job);

        Assert.Equal(["create", "raise 0 to 3"], plane.Fleet.Ledger.Take(2));
        Assert.Empty(
            await plane.Store.ListAsync(Tables.Assignments, job.ClusterUid, null, null, 100, TestContext.Current.CancellationToken));
    }
}
