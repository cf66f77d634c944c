using BatchAi.Model;
using BatchAi.Scheduling;
using BatchAi.State;

namespace BatchAi.Services;

/// <summary>How far an attempt may go, from its row and what its nodes last reported. Pure.</summary>
public static class JobProgress
{
    /// <summary>
    /// What the node said, within what is possible: an end is looked at later than it came, and most of all after an
    /// outage.
    /// </summary>
    private static DateTimeOffset EndOf(JobFacts job, JobResult result, DateTimeOffset now)
    {
        DateTimeOffset ended = result.EndedAt is { } said && said < now ? said : now;
        return job.StartedAt is { } started && started > ended ? started : ended;
    }

    /// <summary>Whether a turn on these facts would change something.</summary>
    public static bool IsDue(JobFacts job, IReadOnlyList<Row<NodeFacts>> nodes, DateTimeOffset now)
    {
        IReadOnlyList<NodeReport?> reports = Reports(job, nodes.ToDictionary(node => node.Value.Ordinal, node => node.Value));
        (JobFacts after, bool released) = Advance(job, reports, now);
        return released || after != job || LostNode(job, reports) is not null;
    }

    /// <summary>Raises the phase as far as the reports allow: a phase that no node has anything to do for costs no round trip.</summary>
    public static (JobFacts After, bool Released) Advance(JobFacts job, IReadOnlyList<NodeReport?> reports, DateTimeOffset now)
    {
        while (true)
        {
            JobMove move = JobPhases.Next(View(job, reports), now);
            JobResult? result = Result(job, move);
            JobFacts after = (move.Retried is { } retried ? Retried(job, retried, now) : job) with
            {
                Phase = move.Phase,
                LooksHung = move.LooksHung,
                Result = result,
                EndedAt = job.EndedAt ?? (result is null ? null : EndOf(job, result, now)),
            };
            if (after.State != job.State)
                after = job.State.MayBecome(after.State)
                    ? after with
                    {
                        ChangedAt = now,
                    }
                    : throw new InvalidOperationException($"Job {job.Uid} cannot go from {job.State} to {after.State}.");
            if (after == job || after.Phase == job.Phase)
                return (after, move.Released);

            job = after;
        }
    }

    private static JobFacts Retried(JobFacts job, JobResult end, DateTimeOffset now) => job with
    {
        Stop = StopReason.Requeued,
        Retries = job.Retries + 1,
        Previous = end with { EndedAt = EndOf(job, end, now) },
    };

    private static JobView View(JobFacts job, IReadOnlyList<NodeReport?> reports) => new()
    {
        Phase = job.Phase,
        Nodes = reports,
        StopRequested = job.Stop is StopReason.Terminated or StopReason.NodesRemoved or StopReason.NodesLost,
        Requeued = job.Stop == StopReason.Requeued,
        StartedAt = job.StartedAt ?? job.ChangedAt,
        MaxWallClockTime = job.MaxWallClockTime,
        RetryPolicy = job.RetryPolicy,
        Retries = job.Retries,
        Result = job.Result,
    };

    /// <summary>
    /// A stop decides the result unless there is one, also when it came while the attempt was being cleared away to run
    /// again.
    /// </summary>
    private static JobResult? Result(JobFacts job, JobMove move) =>
        (job.Stop, move) switch
        {
            _ when job.Result is not null => job.Result,
            (StopReason.NodesRemoved, { Result.Error.Code: "JobTerminated" } or { Phase: >= JobPhase.Stop, Result: null }) =>
                new JobResult { Error = JobErrors.NodesRemoved },
            (StopReason.NodesLost, { Result.Error.Code: "JobTerminated" } or { Phase: >= JobPhase.Stop, Result: null }) =>
                new JobResult { Error = JobErrors.TooManyNodesLost(job.NodeLosses, job.RetryPolicy?.MaxNodeLosses ?? 0) },
            (StopReason.Terminated, { Phase: >= JobPhase.Stop, Result: null }) => new JobResult { Error = JobErrors.Terminated },
            _ => move.Result,
        };

    /// <summary>
    /// Why the attempt has to begin again, in words; null when it has not. A node that is clean before anybody asked it to stop has lost
    /// what ran there; one that is stopped then has stopped by itself, because it is about to be taken away.
    /// </summary>
    public static string? LostNode(JobFacts job, IReadOnlyList<NodeReport?> reports) =>
        job is { Stop: null, Result: null, Phase: < JobPhase.Stop }
        && reports.ToList().FindIndex(IsLost) is >= 0 and int rank
            ? $"node {job.Nodes[rank].Ordinal} "
                + (reports[rank]!.Step == JobStep.Stopped ? "is about to be taken away" : "has lost what ran there")
            : null;

    private static bool IsLost(NodeReport? report) =>
        report is { Step: JobStep.Stopped or JobStep.Clean, ExitCode: null, Failure: null };

    public static IReadOnlyList<NodeReport?> Reports(JobFacts job, IReadOnlyDictionary<int, NodeFacts> nodes) =>
        [.. job.Nodes.Select(member => Report(job, member, nodes.GetValueOrDefault(member.Ordinal)))];

    private static NodeReport? Report(JobFacts job, GangNode member, NodeFacts? node)
    {
        if (node is null || node.Epoch != member.Epoch)
            return NodeReport.Gone;

        return node.ReportOn(job.Uid, job.Fence) is { } report
            ? new NodeReport
            {
                Step = report.Step,
                ExitCode = report.ExitCode,
                Failure = report.Failure,
                EndedAt = report.EndedAt,
                AwaitedNodes = report.AwaitedNodes,
                IsQuiet = report.IsQuiet,
                SomeEnded = report.SomeEnded,
            }
            : null;
    }
}
