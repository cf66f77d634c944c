using static BatchAi.Scheduling.Tests.ACluster;

namespace BatchAi.Scheduling.Tests;

public sealed class LosingNodes
{
    [Fact]
    public void A_job_that_holds_a_lost_node_is_requeued_and_its_other_nodes_are_left_alone()
    {
        ClusterDecision decision = Auto(0, 4, Node(0), Node(1, NodeCondition.Lost)).Holding(Runs("a", 1, 0, 1)).Decide();

        Assert.Equal(new Eviction("a", Requeue: true, "node 1 is lost", NodeLost: true), Assert.Single(decision.Evictions));
        Assert.Equal([1], decision.Removals);
    }

    [Fact]
    public void A_job_whose_node_vanished_from_the_list_is_requeued() =>
        Assert.Equal(
            new Eviction("a", Requeue: true, "node 1 is gone", NodeLost: true),
            Assert.Single(Auto(0, 4, Node(0)).Holding(Runs("a", 1, 0, 1)).Decide().Evictions));

    [Fact]
    public void A_job_on_a_node_that_the_platform_will_take_is_requeued_at_once() =>
        Assert.Equal(
            new Eviction("a", Requeue: true, "node 1 is about to be taken away", NodeLost: true),
            Assert.Single(
                Auto(0, 4, Node(0), Node(1) with { EvictionNoticed = true }).Holding(Runs("a", 1, 0, 1)).Decide().Evictions));

    [Fact]
    public void A_node_missing_from_the_list_proves_nothing_while_the_size_is_unknown() =>
        Assert.Empty(Auto(0, 4, Node(0)).Asked(null).Holding(Runs("a", 1, 0, 1)).Decide().Evictions);

    [Fact]
    public void A_job_that_is_stopping_already_is_left_to_finish() =>
        Assert.Empty(Auto(0, 4, Node(0, NodeCondition.Lost)).Holding(Stops("a", 0)).Decide().Evictions);

    [Fact]
    public void A_cluster_being_deleted_stops_its_jobs_and_leaves_its_nodes_to_the_deletion()
    {
        ClusterDecision decision = (
            Auto(2, 8, Ready(5, minutes: 99)).Holding(Runs("a", 1, 0), Stops("b", 1)).Waiting(Job("c", 2)) with
            {
                Deleting = true,
            }
        ).Decide();

        Assert.Empty(decision.Reservations);
        Assert.Empty(decision.Removals);
        Assert.Equal([("a", false)], decision.Evictions.Select(eviction => (eviction.JobUid, eviction.Requeue)));
        Assert.Equal(5, decision.WantedSize);
    }
}
