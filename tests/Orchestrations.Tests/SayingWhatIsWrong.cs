using BatchAi.Model;
using BatchAi.Services;
using BatchAi.Simulation;
using BatchAi.State;

namespace BatchAi.Orchestrations.Tests;

/// <summary>A cluster that cannot do its work says why among its own errors.</summary>
public sealed class SayingWhatIsWrong
{
    [Fact]
    public async Task An_unusable_node_is_an_error_of_its_cluster_with_the_reason_and_the_node()
    {
        using Story story = await Story.BeginAsync(seed: 0);
        story.Script.Silent = true;
        await story.MakeClusterAsync(maximum: 1, minimum: 1);
        await story.UntilAsync("the machine is there", () => Task.FromResult(story.Agents.Count == 1));
        RegisterResponse node = await story.RegisterAsync("boot", instance: story.Agents.Keys.Single());

        await story.Get<AgentCalls>().SyncAsync(
            node.Token,
            new SyncRequest
            {
                Protocol = 1,
                BootId = "boot",
                Epoch = node.Epoch,
                Status = NodeStatus.Unusable,
                Problem = JobErrors.SetupFailed("SetupTaskFailed", "The setup task failed", "it ended with exit code 4"),
            },
            default);

        ClusterView view = (await story.Get<LiveClusters>().ViewAsync(story.Cluster.Uid, default))!;
        BatchAIError error = Assert.Single(view.Errors);
        Assert.Equal(("SetupTaskFailed", 1), (error.Code, view.Counts.UnusableNodeCount));
        Assert.Equal(("NodeId", node.NodeId), (error.Details![0].Name, error.Details[0].Value));
        Assert.Contains(error.Details, detail => detail.Value == "it ended with exit code 4");
    }

    [Fact]
    public async Task A_quota_that_is_used_up_is_an_error_of_the_cluster_in_the_words_of_the_cloud()
    {
        using Story story = await Story.BeginAsync(seed: 0);
        story.Fleet.NextRefusal = new FleetOutcome.Refused(FleetRefusal.Quota, "QuotaExceeded", "4 cores are allowed, 8 are asked for");
        await story.MakeClusterAsync(maximum: 1, minimum: 1);

        BatchAIError? error = null;
        await story.UntilAsync("the refusal is shown", async () =>
        {
            error = (await story.Get<LiveClusters>().ViewAsync(story.Cluster.Uid, default))!.Errors.SingleOrDefault();
            return error is not null;
        });

        Assert.Equal(("QuotaExceeded", "4 cores are allowed, 8 are asked for"), (error!.Code, error.Message));
    }
}
