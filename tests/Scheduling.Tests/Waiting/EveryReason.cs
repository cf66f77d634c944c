using static BatchAi.Scheduling.Tests.ACluster;

namespace BatchAi.Scheduling.Tests;

/// <summary>Reasons are true: taking away what is blamed changes what is said, and the decision agrees.</summary>
public sealed class EveryReason
{
    [Fact]
    public void Says_starting_exactly_for_the_jobs_that_the_decision_starts() => Each((seen, job, reason) =>
        (reason.Code == WaitingCode.Starting) == seen.Decide().Reservations.Any(gang => gang.JobUid == job.Uid));

    [Fact]
    public void Blames_the_quota_only_where_the_job_would_not_be_blamed_on_it_without_one() =>
        Each(
            (seen, job, reason) =>
                reason.Code != WaitingCode.QuotaExhausted
                || (
                    seen.Capacity.QuotaNodesLeft is not null
                    && WaitingReasons.Explain(seen with { Capacity = seen.Capacity with { QuotaNodesLeft = null } }, Now, job.Uid).Code
                        is WaitingCode.Starting
                            or WaitingCode.WaitingForNodes
                            or WaitingCode.CapacityBackoff
                            or WaitingCode.WaitingForNodeRemoval
                            or WaitingCode.BehindJob));

    [Fact]
    public void Blames_another_job_only_if_that_one_waits_before_it() => Each((seen, job, reason) =>
        reason.BehindJobUid is not { } other || seen.Waiting.Take(seen.Waiting.ToList().IndexOf(job)).Any(before => before.Uid == other));

    [Fact]
    public void Blames_the_back_off_only_while_it_lasts() => Each((seen, _, reason) =>
        reason.Code != WaitingCode.CapacityBackoff || Now < seen.Capacity.BackoffUntil);

    [Fact]
    public void Never_says_that_all_nodes_are_there_when_the_job_does_not_start() => Each((_, job, reason) =>
        reason.Code != WaitingCode.WaitingForNodes || !reason.Text.EndsWith($" {job.NodeCount}/{job.NodeCount}", StringComparison.Ordinal));

    private static void Each(Func<ClusterSnapshot, WaitingJob, WaitingReason, bool> holds) => Snapshots.Any.Hold(seen =>
        seen.Waiting.All(job => holds(seen, job, WaitingReasons.Explain(seen, Now, job.Uid))));
}
