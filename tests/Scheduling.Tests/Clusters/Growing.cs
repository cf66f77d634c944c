using BatchAi.Model;
using static BatchAi.Scheduling.Tests.ACluster;

namespace BatchAi.Scheduling.Tests;

public sealed class Growing
{
    [Fact]
    public void The_cluster_grows_by_what_waiting_gangs_need_beyond_what_is_there() =>
        Assert.Equal(5, Auto(0, 8, Ready(3)).Holding(Runs("a", 1, 0, 1)).Waiting(Job("b", 2), Job("c", 1)).Decide().WantedSize);

    [Fact]
    public void Gangs_are_grown_for_in_order_and_whole_up_to_the_maximum() =>
        Assert.Equal(6, Auto(0, 8).Waiting(Job("a", 3), Job("b", 3), Job("c", 3)).Decide().WantedSize);

    [Fact]
    public void No_half_gang_is_grown_for_while_running_jobs_leave_no_room_for_it() =>
        Assert.Equal(4, Auto(0, 6, Ready(4)).Holding(Runs("a", 9, 0, 1, 2, 3)).Waiting(Job("b", 4)).Decide().WantedSize);

    [Fact]
    public void A_gang_behind_one_that_cannot_fit_yet_is_grown_for_if_it_leaves_that_one_enough() =>
        Assert.Equal(6, Auto(0, 6, Ready(4)).Holding(Runs("a", 9, 0, 1, 2, 3)).Waiting(Job("b", 4), Job("c", 2)).Decide().WantedSize);

    [Fact]
    public void A_gang_is_not_grown_for_if_it_would_take_the_room_of_an_earlier_one() =>
        Assert.Equal(4, Auto(0, 6, Ready(4)).Holding(Runs("a", 9, 0, 1, 2, 3)).Waiting(Job("b", 5), Job("c", 2)).Decide().WantedSize);

    [Fact]
    public void Nodes_that_a_stopping_job_gives_back_are_not_asked_for_again() =>
        Assert.Equal(4, Auto(0, 8, Ready(4)).Holding(Stops("a", 0, 1, 2, 3)).Waiting(Job("b", 4)).Decide().WantedSize);

    [Fact]
    public void A_job_larger_than_the_maximum_asks_for_nothing() =>
        Assert.Equal(0, Auto(0, 4).Waiting(Job("a", 5)).Decide().WantedSize);

    [Fact]
    public void The_minimum_is_kept_without_jobs() => Assert.Equal(2, Auto(2, 4).Decide().WantedSize);

    [Fact]
    public void A_manual_cluster_has_exactly_its_target() =>
        Assert.Equal(3, Manual(3, DeallocationOption.Requeue, Ready(1)).Waiting(Job("a", 8)).Decide().WantedSize);

    [Fact]
    public void Nothing_is_asked_for_a_gang_that_the_quota_cannot_complete()
    {
        ClusterDecision decision = Auto(0, 8).Quota(left: 3).Waiting(Job("a", 4)).Decide();

        Assert.Equal(0, decision.WantedSize);
        Assert.True(decision.Unsettled);
    }

    [Fact]
    public void A_smaller_gang_is_grown_for_when_the_quota_keeps_the_first_from_starting() =>
        Assert.Equal(2, Auto(0, 8).Quota(left: 3).Waiting(Job("a", 4), Job("b", 2)).Decide().WantedSize);

    [Fact]
    public void The_minimum_and_a_manual_target_are_approached_as_far_as_the_quota_goes() =>
        Assert.Equal(2, Manual(5, DeallocationOption.Requeue).Quota(left: 2).Decide().WantedSize);

    [Fact]
    public void Nothing_is_asked_for_before_the_back_off_ends_and_then_it_looks_again()
    {
        ClusterSnapshot seen = Auto(0, 8).BackingOff(minutes: 0.5).Waiting(Job("a", 4));

        Assert.Equal(0, seen.Decide().WantedSize);
        Assert.Equal(seen.Capacity.BackoffUntil, seen.Decide().Deadline);
        Assert.Equal(4, ClusterScheduler.Decide(seen, Now.AddSeconds(30)).WantedSize);
    }

    [Fact]
    public void A_timer_that_fires_a_second_early_only_looks_again()
    {
        ClusterSnapshot seen = Auto(0, 8).BackingOff(minutes: 0.5).Waiting(Job("a", 4));

        ClusterDecision early = ClusterScheduler.Decide(seen, Now.AddSeconds(29));

        Assert.Equal(0, early.WantedSize);
        Assert.Equal(seen.Capacity.BackoffUntil, early.Deadline);
    }

    [Fact]
    public void Nothing_changes_while_a_write_is_in_flight() =>
        Assert.Equal(1, Auto(0, 8, Ready(1)).InFlight().Waiting(Job("a", 4)).Decide().WantedSize);

    [Fact]
    public void An_unknown_size_is_not_zero()
    {
        ClusterDecision decision = Auto(0, 8, [.. Ready(2, minutes: 60), Node(2, NodeCondition.Lost)])
            .Asked(null)
            .Waiting(Job("a", 4))
            .Decide();

        Assert.Equal((3, 0), (decision.WantedSize, decision.Removals.Count));
        Assert.True(decision.Unsettled);
    }

    [Fact]
    public void Unusable_nodes_are_of_no_use_but_count_against_the_maximum()
    {
        NodeSnapshot[] one = [Node(0, NodeCondition.Unusable)];

        Assert.Equal(3, Auto(0, 4, one).Waiting(Job("a", 2)).Decide().WantedSize);
        Assert.Equal(1, Auto(0, 2, one).Waiting(Job("a", 2)).Decide().WantedSize);
    }

    [Fact]
    public void A_set_up_that_keeps_failing_is_not_tried_on_ever_more_nodes() =>
        Assert.Equal(3, Auto(0, 9, All(NodeCondition.Unusable, 3)).Waiting(Job("a", 1)).Decide().WantedSize);

    [Fact]
    public void A_lost_node_is_removed_and_replaced()
    {
        ClusterDecision decision = Manual(3, DeallocationOption.Requeue, Node(0), Node(1, NodeCondition.Lost), Node(2)).Decide();

        Assert.Equal([1], decision.Removals);
        Assert.Equal(3, decision.WantedSize);
    }

    [Fact]
    public void A_lost_node_that_nobody_needs_is_removed_and_not_replaced()
    {
        ClusterDecision decision = Auto(0, 3, Node(0, NodeCondition.Lost)).Decide();

        Assert.Equal([0], decision.Removals);
        Assert.Equal(0, decision.WantedSize);
    }

    [Fact]
    public void The_journal_line_says_what_and_why() => Assert.Equal(
        "start a on 0; requeue x: node 2 is lost; remove 2 (lost); raise 3 to 5 (1 waiting)",
        Auto(0, 5, Node(0), Node(1), Node(2, NodeCondition.Lost)).Holding(Runs("x", 1, 2)).Waiting(Job("a", 1), Job("b", 4)).Decide().Why);
}
