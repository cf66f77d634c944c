using BatchAi.Model;
using BatchAi.Scheduling;
using BatchAi.Services;
using BatchAi.State;

namespace BatchAi.Activities;

/// <summary>
/// Ends an attempt whose nodes are all clean: back to the queue, or the result into the resource document, announced,
/// and the facts row away. A second run finds no row of this attempt and does nothing; while there is one it repeats
/// all of it.
/// </summary>
public sealed class FinishJob(FactStore facts, ITableStore store, Announcements announcements, Bells bells, TimeProvider clock)
    : IActivity<JobTurn, Done>
{
    public async Task<Done> RunAsync(JobTurn turn, CancellationToken cancellation)
    {
        while (await facts.RunningJobAsync(turn.ClusterUid, turn.JobUid, cancellation) is { } row && row.Value.Fence == turn.Fence)
        {
            if (row.Value is { WillRunAgain: false, Result: null })
            {
                // It was to run again until a stop was asked for, after the nodes were free: the stop decides how it ends.
                await facts.TryCommitAsync(
                    turn.ClusterUid,
                    [RowStoreExtensions.Replace(row with { Value = EndByStop(row.Value) })],
                    cancellation);
                continue;
            }

            if (!row.Value.WillRunAgain && await KeepResultAsync(row.Value, cancellation) is { } ended)
                await announcements.AnnounceAsync(JobEvents.Ended(ended, row.Value.Execution), cancellation);

            List<EntityWrite> writes = [RowStoreExtensions.Delete(row)];
            if (row.Value.WillRunAgain)
                writes.Add(
                    RowStoreExtensions.Insert(FactKeys.Queue(row.Value.Priority, row.Value.CreatedAt, row.Value.Uid), Again(row.Value)));
            if (await facts.TryCommitAsync(turn.ClusterUid, writes, cancellation))
                break;
        }

        // Whoever rang since the last look wanted what has just been done.
        await facts.AnswerBellAsync(turn.ClusterUid, FactKeys.JobBell(turn.JobUid), cancellation);
        await bells.WakeClusterAsync(turn.ClusterUid, cancellation);
        return Done.Instance;
    }

    /// <summary>Its nodes are clean, and some may serve others by now: none is asked again.</summary>
    private JobFacts EndByStop(JobFacts job)
    {
        (JobFacts ended, _) = JobProgress.Advance(job, [.. job.Nodes.Select(_ => NodeReport.Gone)], clock.GetUtcNow());
        return ended.Result is null
            ? throw new InvalidOperationException($"Job {job.Uid} ends with neither a result nor another attempt.")
            : ended;
    }

    private static JobFacts Again(JobFacts job) =>
        job with
        {
            Fence = 0,
            Phase = JobPhase.Reserved,
            Nodes = [],
            StartedAt = null,
            EndedAt = null,
            Stop = null,
            Result = null,
            Revival = 0,
        };

    /// <summary>
    /// The result goes into the resource document before the facts row goes: a reader finds one or the other, never
    /// neither. Null when the document is gone.
    /// </summary>
    private async Task<JobRow?> KeepResultAsync(JobFacts job, CancellationToken cancellation)
    {
        string partition = ResourceKeys.Partition(job.Id.Experiment.Workspace);
        while (
            await store.FindAsync<JobRow>(Tables.Resources, partition, ResourceKeys.Job(job.Id), cancellation) is { } row
            && row.Value.Uid == job.Uid)
        {
            if (
                row.Value.Ended is not null
                || await store.TryReplaceAsync(
                    Tables.Resources,
                    partition,
                    row with
                    {
                        Value = row.Value with { Ended = job.Execution },
                    },
                    cancellation))
                return row.Value;
        }

        return null;
    }
}
