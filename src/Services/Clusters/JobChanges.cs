using BatchAi.Model;
using BatchAi.Scheduling;
using BatchAi.State;

namespace BatchAi.Services;

/// <summary>What a decision does to job rows.</summary>
internal static class JobChanges
{
    public static IEnumerable<JobChange> Of(ClusterFacts facts, ClusterDecision decision, long fence, DateTimeOffset now)
    {
        bool deleting = facts.Settings.Value.DeleteRequested;
        foreach (Row<JobFacts> job in facts.Waiting.Where(job => deleting || job.Value.Stop == StopReason.Terminated))
            yield return new JobChange(job, EndedBeforeStart(job.Value, now));

        Dictionary<string, Row<JobFacts>> running = facts.Running.ToDictionary(job => job.Value.Uid);
        foreach (Eviction eviction in decision.Evictions)
        {
            if (running.TryGetValue(eviction.JobUid, out Row<JobFacts>? job) && job.Value is { Stop: null, Result: null })
                yield return new JobChange(job, Evicted(job.Value, eviction, deleting, now));
        }

        Dictionary<string, Row<JobFacts>> waiting = facts.Waiting.ToDictionary(job => job.Value.Uid);
        Dictionary<int, NodeFacts> nodes = facts.Nodes.ToDictionary(node => node.Value.Ordinal, node => node.Value);
        foreach (Reservation reservation in decision.Reservations)
        {
            Row<JobFacts> job = waiting[reservation.JobUid];
            yield return new JobChange(job, job.Value with
            {
                Fence = fence,
                Attempts = job.Value.Attempts + 1,
                Phase = JobPhase.Reserved,
                Nodes = [.. reservation.Nodes.Select(ordinal => Member(nodes[ordinal]))],
                StartedAt = now,
                ChangedAt = now,
            });
        }
    }

    private static JobFacts Evicted(JobFacts job, Eviction eviction, bool deleting, DateTimeOffset now) => eviction switch
    {
        { NodeLost: true } => job.LosesNode(eviction.Why, now),
        { Requeue: true } => job.GivesBackNodes(eviction.Why, now),
        _ => job with { Stop = deleting ? StopReason.Terminated : StopReason.NodesRemoved, ChangedAt = now },
    };

    private static GangNode Member(NodeFacts node) => new(node.Ordinal, node.NodeId, node.Address ?? "", node.Epoch);

    /// <summary>Terminating a waiting job ends it as failed, with both times (runtime contract, section 12).</summary>
    private static JobFacts EndedBeforeStart(JobFacts job, DateTimeOffset now) => job with
    {
        Phase = JobPhase.Clean,
        Stop = StopReason.Terminated,
        Result = new JobResult { Error = JobErrors.Terminated },
        StartedAt = now,
        EndedAt = now,
        ChangedAt = now,
    };
}

/// <summary>A job row before and after a decision; the key changes when the job moves between queue and nodes.</summary>
public sealed record JobChange(Row<JobFacts> Before, JobFacts After)
{
    /// <summary>The writes, one or two, that belong into one transaction.</summary>
    public IReadOnlyList<EntityWrite> Writes
    {
        get
        {
            string key =
                After.Fence > 0 || After.Result is not null
                    ? FactKeys.Run(After.Uid)
                    : FactKeys.Queue(After.Priority, After.CreatedAt, After.Uid);
            return key == Before.Key
                ? [RowStoreExtensions.Replace(Before with { Value = After })]
                : [RowStoreExtensions.Delete(Before), RowStoreExtensions.Insert(key, After)];
        }
    }
}
