using BatchAi.Model;
using BatchAi.Scheduling;
using BatchAi.Services;
using BatchAi.State;

namespace BatchAi.Activities;

/// <summary>
/// Reads an attempt and what its nodes last reported, decides the next phase, commits, and tells the nodes of a gang
/// that fits one transaction. A second run finds the phase raised and the nodes told; two at once race for the job
/// row's ETag and the loser reads again.
/// </summary>
/// <remarks>
/// Larger gangs are told by activities side by side, a transaction each; for one transaction an activity of its own
/// would cost ten more (see <see cref="Reconcile"/>).
/// </remarks>
public sealed class AdvanceJob(FactStore facts, ITableStore store, WriteAssignments assignments, FinishJob finish, TimeProvider clock)
    : IActivity<JobTurn, JobStepResult>
{
    public async Task<JobStepResult> RunAsync(JobTurn turn, CancellationToken cancellation)
    {
        await facts.AnswerBellAsync(turn.ClusterUid, FactKeys.JobBell(turn.JobUid), cancellation);
        while (
            await facts.RunningJobAsync(turn.ClusterUid, turn.JobUid, cancellation) is { } row
            && row.Value.Fence == turn.Fence
            && row.Value.Revival == turn.Revival)
        {
            if (row.Value.Phase == JobPhase.Reserved && await IsGhostAsync(row.Value, cancellation))
            {
                await facts.TryCommitAsync(turn.ClusterUid, [RowStoreExtensions.Delete(row)], cancellation);
                continue;
            }

            DateTimeOffset now = clock.GetUtcNow();
            IReadOnlyList<NodeReport?> reports = await ReportsAsync(row.Value, cancellation);
            JobFacts before = JobProgress.LostNode(row.Value, reports) is { } why ? row.Value.LosesNode(why, now) : row.Value;
            (JobFacts after, bool released) = JobProgress.Advance(before, reports, now);
            if (
                after == row.Value
                || await facts.TryCommitAsync(turn.ClusterUid, [RowStoreExtensions.Replace(row with { Value = after })], cancellation))
                return await TellAsync(turn, after, released, cancellation);
        }

        return JobStepResult.Over;
    }

    private async Task<JobStepResult> TellAsync(JobTurn turn, JobFacts job, bool released, CancellationToken cancellation)
    {
        List<int> untold = released || turn.Told != job.Phase ? [.. job.Nodes.Select(node => node.Ordinal)] : [];
        if (untold.Count > WriteAssignments.SliceSize)
            return new JobStepResult(Gone: false, job.Phase, untold, released);

        if (untold.Count > 0)
            await assignments.RunAsync(
                new AssignmentSlice(turn.ClusterUid, turn.JobUid, turn.Fence, untold, released ? null : job.Phase),
                cancellation);
        if (!released)
            return new JobStepResult(Gone: false, job.Phase, [], Released: false);

        await finish.RunAsync(turn, cancellation);
        return JobStepResult.Over;
    }

    /// <summary>
    /// A put that was paused for long can queue a job again after it ended or was deleted; its result, or its row, says
    /// so before any node hears of it.
    /// </summary>
    private async Task<bool> IsGhostAsync(JobFacts job, CancellationToken cancellation)
    {
        Row<JobRow>? row = await store.FindAsync<JobRow>(
            Tables.Resources,
            ResourceKeys.Partition(job.Id.Experiment.Workspace),
            ResourceKeys.Job(job.Id),
            cancellation);
        return row?.Value.Uid != job.Uid || row.Value.Ended is not null;
    }

    /// <summary>A node that vanished, or was rebooted since it was reserved, has nothing of the attempt left: it counts as clean.</summary>
    private async Task<IReadOnlyList<NodeReport?>> ReportsAsync(JobFacts job, CancellationToken cancellation)
    {
        if (job.Nodes.Count == 0)
            return [];

        Dictionary<int, NodeFacts> nodes =
            job.Nodes.Count == 1
                ? (
                    await facts.NodeAsync(job.ClusterUid, job.Nodes[0].Ordinal, cancellation) is { } only
                        ? new() { [only.Value.Ordinal] = only.Value }
                        : [])
                : (await facts.NodesAsync(job.ClusterUid, cancellation)).ToDictionary(node => node.Value.Ordinal, node => node.Value);
        return JobProgress.Reports(job, nodes);
    }
}

/// <summary>What a turn of an attempt's orchestration does after its decision.</summary>
/// <param name="Gone">This attempt is over, or another orchestration looks after it.</param>
/// <param name="Phase">The phase the nodes' assignments should show.</param>
/// <param name="Untold">
/// Nodes whose assignments are still to be written, or taken away: none when the gang fits one transaction, for then
/// that was done with the decision.
/// </param>
/// <param name="Released">Every node is clean: take the assignments away and finish.</param>
public sealed record JobStepResult(bool Gone, JobPhase Phase, IReadOnlyList<int> Untold, bool Released)
{
    public static JobStepResult Over { get; } = new(Gone: true, JobPhase.Clean, [], Released: false);
}
