using static BatchAi.Scheduling.Tests.ACluster;

namespace BatchAi.Scheduling.Tests;

public sealed class Placing
{
    [Fact]
    public void A_gang_gets_the_lowest_ready_nodes_in_rank_order() =>
        Assert.Equal("a:0,1 b:2", Started(Auto(0, 4, Ready(4)).Waiting(Job("a", 2), Job("b", 1))));

    [Fact]
    public void A_gang_that_does_not_fit_whole_gets_nothing() =>
        Assert.Equal("", Started(Auto(0, 4, Ready(2)).Waiting(Job("a", 3))));

    [Theory]
    [InlineData(NodeCondition.Preparing)]
    [InlineData(NodeCondition.Unclear)]
    [InlineData(NodeCondition.Unusable)]
    [InlineData(NodeCondition.Lost)]
    [InlineData(NodeCondition.Leaving)]
    public void A_node_that_is_not_ready_gets_no_job(NodeCondition condition) =>
        Assert.Equal("a:1", Started(Auto(0, 4, Node(0, condition), Node(1)).Waiting(Job("a", 1))));

    [Fact]
    public void A_node_that_the_platform_will_take_gets_no_job() =>
        Assert.Equal("a:1", Started(Auto(0, 4, Node(0) with { EvictionNoticed = true }, Node(1)).Waiting(Job("a", 1))));

    [Fact]
    public void A_held_node_gets_no_second_job_also_while_the_first_is_stopping() =>
        Assert.Equal("c:2", Started(Auto(0, 4, Ready(3)).Holding(Runs("a", 1, 0), Stops("b", 1)).Waiting(Job("c", 1))));

    [Fact]
    public void A_job_that_still_holds_nodes_of_its_last_attempt_does_not_start_again() =>
        Assert.Equal("", Started(Auto(0, 4, Ready(3)).Holding(Stops("a", 0)).Waiting(Job("a", 1))));

    [Fact]
    public void A_short_job_starts_past_the_blocked_head_if_it_ends_before_the_head_can_start() =>
        Assert.Equal("short:2", Started(Full().Waiting(Job("head", 4), Job("short", 1, hours: 2))));

    [Fact]
    public void A_long_job_does_not_start_past_the_blocked_head() =>
        Assert.Equal("", Started(Full().Waiting(Job("head", 4), Job("long", 1, hours: 3))));

    [Fact]
    public void A_long_job_starts_past_the_blocked_head_on_nodes_the_head_will_not_need() =>
        Assert.Equal("one:2", Started(Full().Waiting(Job("head", 3), Job("one", 1, hours: 99), Job("two", 1, hours: 99))));

    [Fact]
    public void Free_nodes_are_kept_for_a_head_whose_other_nodes_are_on_their_way() =>
        Assert.Equal("", Started(Auto(0, 4, Ready(3)).Asked(4).Waiting(Job("head", 4), Job("small", 1))));

    [Fact]
    public void Free_nodes_are_kept_for_a_head_whose_other_nodes_are_still_to_be_asked_for() =>
        Assert.Equal("", Started(Auto(0, 4, Ready(3)).Waiting(Job("head", 4), Job("small", 1))));

    [Fact]
    public void A_job_may_use_free_nodes_that_the_growing_cluster_replaces_in_time_for_the_head() =>
        Assert.Equal("small:0", Started(Auto(0, 8, Ready(3)).Waiting(Job("head", 4), Job("small", 1))));

    [Fact]
    public void A_job_does_not_take_a_node_from_a_head_that_would_then_need_one_that_does_not_exist_yet() =>
        Assert.Equal("", Started(Auto(0, 8, [.. Ready(3), Node(3, NodeCondition.Preparing)]).Waiting(Job("head", 4), Job("small", 1))));

    [Fact]
    public void During_a_back_off_a_job_that_ends_before_it_uses_the_nodes_kept_for_the_head() =>
        Assert.Equal(
            "short:0",
            Started(Auto(0, 4, Ready(3)).BackingOff(minutes: 60).Waiting(Job("head", 4), Job("short", 1, hours: 1), Job("long", 1))));

    [Fact]
    public void A_job_larger_than_the_cluster_can_be_holds_up_nobody() =>
        Assert.Equal("b:0,1", Started(Auto(0, 2, Ready(2)).Waiting(Job("a", 3), Job("b", 2))));

    [Fact]
    public void A_job_that_the_quota_keeps_from_starting_holds_up_nobody() =>
        Assert.Equal("b:0,1", Started(Auto(0, 8, Ready(2)).Quota(left: 1).Waiting(Job("a", 4), Job("b", 2))));

    [Fact]
    public void Only_the_window_of_the_queue_is_looked_at() =>
        Assert.Equal(
            "",
            Started(
                Auto(0, 2, Ready(2))
                    .Waiting([.. Enumerable.Range(0, SchedulingLimits.QueueWindow).Select(n => Job($"big{n}", 9)), Job("late", 1)])));

    /// <summary>Four nodes, two of them busy for two more hours, and no more to be had.</summary>
    private static ClusterSnapshot Full() => Auto(0, 4, Ready(4)).Holding(Runs("running", 2, 0, 1));

    private static string Started(ClusterSnapshot seen) =>
        string.Join(' ', seen.Decide().Reservations.Select(gang => $"{gang.JobUid}:{string.Join(',', gang.Nodes)}"));
}
