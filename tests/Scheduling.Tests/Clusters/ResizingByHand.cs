using BatchAi.Model;
using static BatchAi.Scheduling.Tests.ACluster;

namespace BatchAi.Scheduling.Tests;

public sealed class ResizingByHand
{
    [Fact]
    public void Useless_nodes_go_first_then_idle_then_preparing_ones()
    {
        NodeSnapshot[] nodes = [Node(0, NodeCondition.Unusable), Node(1, NodeCondition.Preparing), Node(2), Node(3), Node(4)];
        HoldingJob busy = Runs("x", 1, 4);

        Assert.Equal([0, 3], Manual(3, DeallocationOption.Requeue, nodes).Holding(busy).Decide().Removals);
        Assert.Equal([0, 3, 2, 1], Manual(1, DeallocationOption.Requeue, nodes).Holding(busy).Decide().Removals);
    }

    [Theory]
    [InlineData(DeallocationOption.Requeue, true)]
    [InlineData(DeallocationOption.Terminate, false)]
    public void Jobs_on_nodes_that_have_to_go_are_evicted_as_the_option_says(DeallocationOption option, bool requeue)
    {
        ClusterDecision decision = Manual(2, option, Ready(3)).Holding(Runs("a", 1, 0), Runs("b", 1, 1), Runs("c", 1, 2)).Decide();

        Assert.Equal([("c", requeue)], decision.Evictions.Select(eviction => (eviction.JobUid, eviction.Requeue)));
        Assert.Empty(decision.Removals);
    }

    [Fact]
    public void With_wait_for_job_completion_nothing_is_evicted_and_nothing_new_starts()
    {
        ClusterDecision decision = Manual(1, DeallocationOption.WaitForJobCompletion, Ready(3))
            .Holding(Runs("a", 1, 0), Runs("b", 1, 1))
            .Waiting(Job("c", 1))
            .Decide();

        Assert.Empty(decision.Evictions);
        Assert.Empty(decision.Reservations);
        Assert.Equal([2], decision.Removals);
        Assert.Equal(2, decision.WantedSize);
    }

    [Fact]
    public void The_nodes_of_an_evicted_job_go_once_it_holds_them_no_more()
    {
        ClusterSnapshot seen = Manual(1, DeallocationOption.Requeue, Ready(2)).Holding(Runs("a", 1, 0), Stops("b", 1));

        Assert.Empty(seen.Decide().Removals);
        Assert.Empty(seen.Decide().Evictions);
        Assert.Equal([1], seen.Holding(Runs("a", 1, 0)).Decide().Removals);
    }

    [Fact]
    public void Nodes_still_to_come_are_given_up_before_any_job() =>
        Assert.Empty(Manual(2, DeallocationOption.Requeue, Ready(2)).Asked(4).Holding(Runs("a", 1, 0, 1)).Decide().Evictions);

    [Fact]
    public void A_gang_that_frees_more_nodes_than_have_to_go_leaves_the_others_for_new_jobs()
    {
        ClusterSnapshot seen = Manual(3, DeallocationOption.Terminate, Ready(4));

        Assert.Equal("a", Assert.Single(seen.Holding(Runs("a", 1, 0, 1, 2, 3)).Decide().Evictions).JobUid);

        ClusterDecision after = seen.Waiting(Job("b", 3)).Decide();
        Assert.Equal([3], after.Removals);
        Assert.Equal([0, 1, 2], Assert.Single(after.Reservations).Nodes);
    }
}
