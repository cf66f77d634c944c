using BatchAi.Model;
using static BatchAi.Scheduling.Tests.ACluster;

namespace BatchAi.Scheduling.Tests;

public sealed class ExplainingAWait
{
    [Fact]
    public void Nodes_are_on_their_way() =>
        Assert.Equal("WaitingForNodes 4/8", Why("a", Auto(0, 8, Ready(4)).Asked(8).Waiting(Job("a", 8))));

    [Fact]
    public void Running_jobs_have_to_end() =>
        Assert.Equal("WaitingForNodes 2/4", Why("a", Auto(0, 4, Ready(4)).Holding(Runs("x", 1, 0, 1)).Waiting(Job("a", 4))));

    [Fact]
    public void Ready_nodes_are_counted_for_the_first_gang_that_will_use_them()
    {
        ClusterSnapshot seen = Auto(0, 8, Ready(3)).Waiting(Job("a", 4), Job("b", 4));

        Assert.Equal("WaitingForNodes 3/4", Why("a", seen));
        Assert.Equal("WaitingForNodes 0/4", Why("b", seen));
    }

    [Fact]
    public void A_job_that_would_fit_waits_behind_the_head()
    {
        ClusterSnapshot seen = Auto(0, 4, Ready(4)).Holding(Runs("x", 1, 0, 1)).Waiting(Job("head", 4), Job("small", 1));

        Assert.Equal("BehindJob head", Why("small", seen));
        Assert.Equal("head", WaitingReasons.Explain(seen, Now, "small").BehindJobUid);
    }

    [Fact]
    public void The_quota_is_used_up() =>
        Assert.Equal("QuotaExhausted NCASv3: 24 of 24", Why("a", Auto(0, 8, Ready(2)).Quota(left: 0).Waiting(Job("a", 4))));

    [Fact]
    public void The_quota_that_leaves_a_gang_waiting_for_running_jobs_is_named() =>
        Assert.Equal(
            "QuotaExhausted NCASv3: 24 of 24",
            Why("a", Auto(0, 8, Ready(2)).Holding(Runs("x", 1, 0, 1)).Quota(left: 0).Waiting(Job("a", 2))));

    [Fact]
    public void The_cloud_had_no_capacity() =>
        Assert.Equal("CapacityBackoff until 2026-05-04T12:03:00Z", Why("a", Auto(0, 8).BackingOff(minutes: 3).Waiting(Job("a", 2))));

    [Fact]
    public void The_cloud_refused_and_what_it_said_is_shown() =>
        Assert.Equal(
            "CloudRefused Rights AuthorizationFailed: may not; not asked again until 2026-05-04T12:03:00Z",
            Why(
                "a",
                Refused(Auto(0, 8).BackingOff(minutes: 3), WaitingCode.CloudRefused, "Rights AuthorizationFailed: may not")
                    .Waiting(Job("a", 2))));

    private static ClusterSnapshot Refused(ClusterSnapshot seen, WaitingCode code, string text) =>
        seen with { Capacity = seen.Capacity with { Refusal = new CloudRefusal(code, text) } };

    [Fact]
    public void A_back_off_is_no_reason_for_a_gang_whose_nodes_are_on_their_way() =>
        Assert.Equal("WaitingForNodes 0/2", Why("a", Auto(0, 8).Asked(2).BackingOff(minutes: 3).Waiting(Job("a", 2))));

    [Fact]
    public void Nodes_being_removed_still_use_the_quota() =>
        Assert.Equal("WaitingForNodeRemoval", Why("a", Auto(0, 8, All(NodeCondition.Leaving, 2)).Quota(left: 0).Waiting(Job("a", 2))));

    [Fact]
    public void Nodes_can_be_added_only_after_those_being_removed_are_gone() =>
        Assert.Equal("WaitingForNodeRemoval", Why("a", Auto(0, 8, All(NodeCondition.Leaving, 2)).InFlight().Waiting(Job("a", 2))));

    [Fact]
    public void The_queue_is_longer_than_the_window()
    {
        ClusterSnapshot seen = Auto(0, 8).Waiting([.. Enumerable.Range(1, SchedulingLimits.QueueWindow + 1).Select(n => Job($"j{n}", 1))]);

        Assert.Equal("BeyondWindow position 257", Why("j257", seen));
        Assert.Equal("BeyondWindow position 900", WaitingReasons.Explain(seen, Now, "other", position: 900).Text);
        Assert.Equal("BeyondWindow after the first 256", Why("other", seen with { Waiting = [.. seen.Waiting.Take(256)] }));
    }

    [Fact]
    public void The_gang_is_larger_than_the_cluster() =>
        Assert.Equal("LargerThanCluster needs 8 of at most 4", Why("a", Auto(0, 4).Waiting(Job("a", 8))));

    [Fact]
    public void Broken_nodes_take_the_room() =>
        Assert.Equal(
            "NodesUnusable needs 4 of at most 4, 1 of which failed their set-up",
            Why("a", Manual(4, DeallocationOption.Requeue, [.. Ready(3), Node(3, NodeCondition.Unusable)]).Waiting(Job("a", 4))));

    [Fact]
    public void The_cluster_is_being_deleted() =>
        Assert.Equal("ClusterDeleting", Why("a", Auto(0, 4).Waiting(Job("a", 1)) with { Deleting = true }));

    [Fact]
    public void The_job_is_about_to_start() =>
        Assert.Equal("Starting on 1 nodes", Why("a", Auto(0, 4, Ready(1)).Waiting(Job("a", 1))));

    private static string Why(string job, ClusterSnapshot seen) => WaitingReasons.Explain(seen, Now, job).Text;
}
