using static BatchAi.Scheduling.Tests.ACluster;

namespace BatchAi.Scheduling.Tests;

public sealed class Shrinking
{
    [Fact]
    public void An_idle_node_goes_after_the_idle_wait_and_not_before()
    {
        ClusterSnapshot seen = Auto(0, 4, Ready(1, minutes: 4));

        Assert.Empty(seen.Decide().Removals);
        Assert.Equal(Now.AddMinutes(1), seen.Decide().Deadline);
        Assert.Empty(ClusterScheduler.Decide(seen, Now.AddSeconds(59)).Removals);

        ClusterDecision due = ClusterScheduler.Decide(seen, Now.AddMinutes(1));
        Assert.Equal([0], due.Removals);
        Assert.Equal(0, due.WantedSize);
    }

    [Fact]
    public void The_highest_ordinals_go_first_and_the_minimum_stays()
    {
        ClusterDecision decision = Auto(2, 4, Ready(4, minutes: 9)).Decide();

        Assert.Equal([3, 2], decision.Removals);
        Assert.Equal(2, decision.WantedSize);
        Assert.Null(decision.Deadline);
        Assert.False(decision.Unsettled);
    }

    [Fact]
    public void Nodes_given_to_a_gang_in_the_same_decision_stay() =>
        Assert.Equal([3], Auto(0, 4, Ready(4, minutes: 9)).Waiting(Job("a", 3)).Decide().Removals);

    [Fact]
    public void Idle_nodes_stay_for_a_gang_whose_other_nodes_are_on_their_way() =>
        Assert.Empty(Auto(0, 4, Ready(3, minutes: 9)).Asked(4).Waiting(Job("head", 4)).Decide().Removals);

    [Fact]
    public void Idle_nodes_stay_for_a_gang_that_running_jobs_will_soon_let_start() =>
        Assert.Empty(Auto(0, 4, Ready(4, minutes: 9)).Holding(Runs("x", 0.1, 0, 1)).Waiting(Job("head", 4)).Decide().Removals);

    [Fact]
    public void Idle_nodes_go_when_the_gang_has_to_wait_longer_than_new_nodes_take() =>
        Assert.Equal([3, 2], Auto(0, 4, Ready(4, minutes: 9)).Holding(Runs("x", 24, 0, 1)).Waiting(Job("head", 4)).Decide().Removals);

    [Fact]
    public void A_busy_node_stays() => Assert.Empty(Auto(0, 4, Ready(1, minutes: 99)).Holding(Runs("x", 1, 0)).Decide().Removals);

    [Fact]
    public void A_node_still_preparing_for_nobody_goes_after_the_idle_wait_and_the_time_a_machine_takes()
    {
        Assert.Empty(Auto(0, 4, Node(0, NodeCondition.Preparing, minutes: 14)).Decide().Removals);
        Assert.Equal([0], Auto(0, 4, Node(0, NodeCondition.Preparing, minutes: 15)).Decide().Removals);
    }

    [Fact]
    public void Unusable_nodes_are_left_to_the_user() =>
        Assert.Empty(Auto(0, 4, Node(0, NodeCondition.Unusable, minutes: 999)).Decide().Removals);

    [Fact]
    public void Nodes_that_jobs_have_worn_out_are_replaced()
    {
        ClusterDecision decision = Auto(1, 4, Node(0, NodeCondition.WornOut)).Waiting(Job("a", 1)).Decide();

        Assert.Equal([0], decision.Removals);
        Assert.Equal(1, decision.WantedSize);
        Assert.Equal("remove 0 (worn out); raise 1 to 1 (1 waiting)", decision.Why);
    }

    [Fact]
    public void A_node_that_jobs_have_worn_out_stays_while_one_holds_it() =>
        Assert.Empty(Auto(0, 4, Node(0, NodeCondition.WornOut)).Holding(Runs("a", 1, 0)).Decide().Removals);

    [Fact]
    public void Nothing_is_removed_while_a_write_is_in_flight() =>
        Assert.Empty(Auto(0, 4, Ready(1, minutes: 9)).InFlight().Decide().Removals);

    [Theory]
    [InlineData(12, 10)]
    [InlineData(100, 25)]
    public void One_decision_removes_no_more_than_the_brake_allows(int nodes, int removed)
    {
        ClusterDecision decision = Auto(0, 100, Ready(nodes, minutes: 9)).Decide();

        Assert.Equal(removed, decision.Removals.Count);
        Assert.Equal(nodes - removed, decision.WantedSize);
        Assert.True(decision.Unsettled);
    }

    [Theory]
    [InlineData(4, 2)]
    [InlineData(50, 5)]
    public void Lost_nodes_have_a_tighter_brake_that_holds_back_evictions_too(int nodes, int removed)
    {
        HoldingJob[] jobs = [.. Enumerable.Range(0, nodes).Select(ordinal => Runs($"j{ordinal}", 1, ordinal))];

        ClusterDecision decision = Auto(0, 100, All(NodeCondition.Lost, nodes)).Holding(jobs).Decide();

        Assert.Equal(removed, decision.Removals.Count);
        Assert.Equal(removed, decision.Evictions.Count);
    }

    [Fact]
    public void Nodes_beyond_a_lowered_maximum_go_at_once_unless_busy_and_get_no_job()
    {
        ClusterDecision decision = Auto(0, 2, Ready(4, minutes: 0)).Holding(Runs("x", 1, 3)).Waiting(Job("a", 2)).Decide();

        Assert.Equal([2, 1], decision.Removals);
        Assert.Empty(decision.Reservations);
        Assert.Empty(decision.Evictions);
        Assert.Equal(2, decision.WantedSize);
    }

    [Fact]
    public void An_idle_wait_of_for_ever_keeps_every_node()
    {
        ClusterSnapshot seen = Auto(0, 4, [.. Ready(2, minutes: 9), Node(2, NodeCondition.Preparing, minutes: 99)]);

        Assert.Empty((seen with { Scale = seen.Scale with { IdleWait = TimeSpan.MaxValue } }).Decide().Removals);
    }

    [Fact]
    public void Ready_nodes_are_not_given_up_because_others_are_still_to_come() =>
        Assert.Empty(Auto(0, 8, Ready(3, minutes: 9)).Asked(8).Waiting(Job("head", 4)).Decide().Removals);

    [Fact]
    public void Ready_nodes_are_not_given_up_because_more_than_enough_are_being_prepared()
    {
        NodeSnapshot[] nodes =
        [
            .. Ready(3, minutes: 9),
            Node(3, NodeCondition.Preparing),
            Node(4, NodeCondition.Preparing),
            Node(5, NodeCondition.Preparing),
        ];

        Assert.Empty(Auto(0, 8, nodes).Waiting(Job("head", 4)).Decide().Removals);
    }
}
