using BatchAi.Model;
using BatchAi.Scheduling;
using BatchAi.State;

namespace BatchAi.Services;

/// <summary>Jobs that have not ended, as their facts show them. Each change is idempotent, and rings after the fact is written.</summary>
public sealed class LiveJobs(FactStore facts, Bells bells, ControlPlane controlPlane, ClusterTiming timing, TimeProvider clock)
{
    /// <summary>Puts a job into its cluster's queue; there already, waiting or running, is success.</summary>
    public async Task EnqueueAsync(NewJob job, CancellationToken cancellation)
    {
        JobFacts row = new()
        {
            Uid = job.Uid,
            Id = job.Id,
            ClusterUid = job.ClusterUid,
            NodeCount = job.NodeCount,
            Priority = job.Priority,
            MaxWallClockTime = job.MaxWallClockTime,
            RetryPolicy = job.RetryPolicy,
            CreatedAt = job.CreatedAt,
            ChangedAt = job.CreatedAt,
        };
        if (await facts.RunningJobAsync(job.ClusterUid, job.Uid, cancellation) is null)
            await facts.AddAsync(job.ClusterUid, FactKeys.Queue(job.Priority, job.CreatedAt, job.Uid), row, cancellation);
        await bells.WakeClusterAsync(job.ClusterUid, cancellation);
    }

    /// <summary>Null when the job has no facts row: it has ended (the resource row says how) or was never queued.</summary>
    public async Task<JobExecution?> ViewAsync(JobRow job, CancellationToken cancellation) =>
        (await facts.FindJobAsync(job, cancellation))?.Value.Execution;

    /// <summary>
    /// Asks a job to stop; false when it has no facts row, or its result already and was not asked before: asked again
    /// while its processes end, it is stopping all the same.
    /// </summary>
    public async Task<bool> RequestStopAsync(JobRow job, StopReason reason, CancellationToken cancellation)
    {
        while (await facts.FindJobAsync(job, cancellation) is { } row)
        {
            if (row.Value.Result is not null)
                return row.Value.State is ExecutionState.Terminating;

            bool asked = row.Value.Stop == reason;
            JobFacts stopping = row.Value with { Stop = reason, ChangedAt = clock.GetUtcNow() };
            if (
                asked
                || await facts.TryCommitAsync(job.ClusterUid, [RowStoreExtensions.Replace(row with { Value = stopping })], cancellation))
            {
                await (
                    stopping.Fence > 0 ? bells.RingJobAsync(stopping, cancellation) : bells.WakeClusterAsync(job.ClusterUid, cancellation));
                return true;
            }
        }

        return false;
    }

    /// <summary>Why a job waits; null when it does not wait.</summary>
    public async Task<WaitingReason?> ExplainAsync(JobRow job, CancellationToken cancellation)
    {
        if (await facts.LoadAsync(job.ClusterUid, cancellation) is not { } seen)
            return null;

        // All by the same reading: the job may get its nodes at any moment.
        if (seen.Running.FirstOrDefault(one => one.Value.Uid == job.Uid) is { Value: var held })
            return held.State is ExecutionState.Queued ? WaitingReasons.BeforeItsNextAttempt(held.NodeCount) : null;
        bool waits = seen.Waiting.FirstOrDefault(one => one.Value.Uid == job.Uid) is { } row
            ? row.Value.Stop is null
            : seen.MoreWaiting && await facts.FindJobAsync(job, cancellation) is { Value.State: ExecutionState.Queued };
        if (!waits)
            return null;

        DateTimeOffset now = clock.GetUtcNow();
        DateTimeOffset healthySince = await controlPlane.HealthySinceAsync(cancellation);
        WaitingReason reason = WaitingReasons.Explain(
            ClusterSnapshots.Make(seen, seen.Control.Value, now, healthySince, timing),
            now,
            job.Uid);

        // Decisions know uids only; people know names.
        return seen.Waiting.FirstOrDefault(one => one.Value.Uid == reason.BehindJobUid) is { Value: var ahead }
            ? reason with { Text = $"{reason.Code} {ahead.Id.Name}" }
            : reason;
    }

    /// <summary>The nodes the job holds, in rank order; empty when it holds none.</summary>
    public async Task<IReadOnlyList<NodeView>> NodesAsync(JobRow job, CancellationToken cancellation) =>
        await facts.RunningJobAsync(job.ClusterUid, job.Uid, cancellation) is { } row
            ? [.. row.Value.Nodes.Select(node => new NodeView(node.NodeId, node.Address, NodeUse.Running, job.Uid, null, null))]
            : [];
}
