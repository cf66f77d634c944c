using BatchAi.Model;
using BatchAi.Scheduling;

namespace BatchAi.Activities;

/// <summary>
/// Reads an attempt and what its nodes last reported, decides the next phase, commits, and tells the nodes of a gang that fits one transaction. A second run finds the phase raised and the nodes told; two at once race for
/// the job row's ETag and the loser reads again.
/// </summary>
/// <remarks>Larger gangs are told by activities side by side, a transaction each; for one transaction an activity of its own would cost ten more (see <see cref="Reconcile"/>).</remarks>
public sealed class AdvanceJob(FactStore facts, ITableStore store, WriteAssignments assignments, FinishJob finish, TimeProvider clock) : IActivity<JobTurn, JobStepResult>
{
    public async Task<JobStepResult> RunAsync(JobTurn turn, CancellationToken cancellation)
    {
        await facts.AnswerBellAsync(turn.ClusterUid, FactKeys.JobBell(turn.JobUid), cancellation);
        while (await facts.RunningJobAsync(turn.ClusterUid, turn.JobUid, cancellation) is { } row && row.Value.Fence == turn.Fence && row.Value.Revival == turn.Revival)
        {
            if (row.Value.Phase == JobPhase.Reserved && await IsGhostAsync(row.Value, cancellation))
            {
                await facts.TryCommitAsync(turn.ClusterUid, [RowStoreExtensions.Delete(row)], cancellation);
                continue;
            }

            DateTimeOffset now = clock.GetUtcNow();
            IReadOnlyList<NodeReport?> reports = await ReportsAsync(row.Value, cancellation);
            JobFacts before = LostANode(row.Value, reports) ? row.Value with { Stop = StopReason.Requeued, ChangedAt = now } : row.Value;
            (JobFacts after, bool released) = Advance(before, reports, now);
            if (after == row.Value || await facts.TryCommitAsync(turn.ClusterUid, [RowStoreExtensions.Replace(row with { Value = after })], cancellation))
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
            await assignments.RunAsync(new AssignmentSlice(turn.ClusterUid, turn.JobUid, turn.Fence, untold, released ? null : job.Phase), cancellation);
        if (!released)
            return new JobStepResult(Gone: false, job.Phase, [], Released: false);

        await finish.RunAsync(turn, cancellation);
        return JobStepResult.Over;
    }

    /// <summary>What the node said, within what is possible: an end is looked at later than it came, and most of all after an outage.</summary>
    private static DateTimeOffset EndOf(JobFacts job, JobResult result, DateTimeOffset now)
    {
        DateTimeOffset ended = result.EndedAt is { } said && said < now ? said : now;
        return job.StartedAt is { } started && started > ended ? started : ended;
    }

    /// <summary>Whether a turn on these facts would change something.</summary>
    internal static bool IsDue(JobFacts job, IReadOnlyList<Row<NodeFacts>> nodes, DateTimeOffset now)
    {
        IReadOnlyList<NodeReport?> reports = Reports(job, nodes.ToDictionary(node => node.Value.Ordinal, node => node.Value));
        (JobFacts after, bool released) = Advance(job, reports, now);
        return released || after != job || LostANode(job, reports);
    }

    /// <summary>Raises the phase as far as the reports allow: a phase that no node has anything to do for costs no round trip.</summary>
    internal static (JobFacts After, bool Released) Advance(JobFacts job, IReadOnlyList<NodeReport?> reports, DateTimeOffset now)
    {
        while (true)
        {
            JobMove move = JobPhases.Next(View(job, reports), now);
            JobResult? result = Result(job, move);
            JobFacts after = job with
            {
                Phase = move.Phase,
                Result = result,
                EndedAt = job.EndedAt ?? (result is null ? null : EndOf(job, result, now)),
            };
            if (after.State != job.State)
                after = job.State.MayBecome(after.State) ? after with { ChangedAt = now } : throw new InvalidOperationException($"Job {job.Uid} cannot go from {job.State} to {after.State}.");
            if (after == job || after.Phase == job.Phase)
                return (after, move.Released);

            job = after;
        }
    }

    /// <summary>A put that was paused for long can queue a job again after it ended or was deleted; its result, or its row, says so before any node hears of it.</summary>
    private async Task<bool> IsGhostAsync(JobFacts job, CancellationToken cancellation)
    {
        Row<JobRow>? row = await store.FindAsync<JobRow>(Tables.Resources, ResourceKeys.Partition(job.Id.Experiment.Workspace), ResourceKeys.Job(job.Id), cancellation);
        return row?.Value.Uid != job.Uid || row.Value.Ended is not null;
    }

    private static JobView View(JobFacts job, IReadOnlyList<NodeReport?> reports) => new()
    {
        Phase = job.Phase,
        Nodes = reports,
        StopRequested = job.Stop is StopReason.Terminated or StopReason.NodesRemoved,
        Requeued = job.Stop == StopReason.Requeued,
        StartedAt = job.StartedAt ?? job.ChangedAt,
        MaxWallClockTime = job.MaxWallClockTime,
        Result = job.Result,
    };

    /// <summary>A stop decides the result unless there is one, also when it came while the attempt was being cleared away to run again.</summary>
    private static JobResult? Result(JobFacts job, JobMove move) => (job.Stop, move) switch
    {
        _ when job.Result is not null => job.Result,
        (StopReason.NodesRemoved, { Result.Error.Code: "JobTerminated" } or { Phase: >= JobPhase.Stop, Result: null }) => new JobResult { Error = JobErrors.NodesRemoved },
        (StopReason.Terminated, { Phase: >= JobPhase.Stop, Result: null }) => new JobResult { Error = JobErrors.Terminated },
        _ => move.Result,
    };

    /// <summary>A node that is clean before anybody asked it to stop has lost what ran there.</summary>
    private static bool LostANode(JobFacts job, IReadOnlyList<NodeReport?> reports) =>
        job is { Stop: null, Result: null, Phase: < JobPhase.Stop } && reports.Any(report => report is { Step: JobStep.Clean, ExitCode: null, Failure: null });

    /// <summary>A node that vanished, or was rebooted since it was reserved, has nothing of the attempt left: it counts as clean.</summary>
    private async Task<IReadOnlyList<NodeReport?>> ReportsAsync(JobFacts job, CancellationToken cancellation)
    {
        if (job.Nodes.Count == 0)
            return [];

        Dictionary<int, NodeFacts> nodes = job.Nodes.Count == 1
            ? (await facts.NodeAsync(job.ClusterUid, job.Nodes[0].Ordinal, cancellation) is { } only ? new() { [only.Value.Ordinal] = only.Value } : [])
            : (await facts.NodesAsync(job.ClusterUid, cancellation)).ToDictionary(node => node.Value.Ordinal, node => node.Value);
        return Reports(job, nodes);
    }

    private static IReadOnlyList<NodeReport?> Reports(JobFacts job, Dictionary<int, NodeFacts> nodes) =>
        [.. job.Nodes.Select(member => Report(job, member, nodes.GetValueOrDefault(member.Ordinal)))];

    private static NodeReport? Report(JobFacts job, GangNode member, NodeFacts? node)
    {
        if (node is null || node.Epoch != member.Epoch)
            return NodeReport.Gone;

        return node.ReportOn(job.Uid, job.Fence) is { } report ? new NodeReport { Step = report.Step, ExitCode = report.ExitCode, Failure = report.Failure, EndedAt = report.EndedAt } : null;
    }
}
