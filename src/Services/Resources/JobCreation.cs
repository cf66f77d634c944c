using BatchAi.Model;
using BatchAi.State;

namespace BatchAi.Services;

/// <summary>Makes jobs.</summary>
/// <remarks>
/// The steps span partitions: intent → secrets → resource row (creating) → facts (queue) → resource row (succeeded) → intent away.
/// Before the resource row nothing is visible and the change is taken back; from the row on it is carried forward, by the caller, the next reader or <see cref="IntentRunner"/>.
/// </remarks>
public sealed class JobCreation(ResourceStore resources, ClusterQueries clusterFacts, JobCommands commands, Creation creation, TimeProvider clock)
{
    /// <param name="asked">As <see cref="JobBody.Accept"/> returns it, secrets still inside.</param>
    /// <param name="messageId">The queue message that asks for it; null when a request does.</param>
    /// <exception cref="ApiException">
    /// 404: no such workspace or experiment. 400: no such cluster (code ClusterNotFound, target properties.cluster.id: it is a value of the body, not the resource asked for), or more nodes than it can ever have.
    /// 409: another job has the name, or something is being deleted.
    /// </exception>
    public async Task<PutResult<JobRow>> PutAsync(JobId id, JobProperties asked, string? messageId, CancellationToken cancellation)
    {
        (JobProperties document, IReadOnlyDictionary<string, string> values) = SecretSplitter.Split(asked);
        await RequireLiveExperimentAsync(id.Experiment, cancellation);
        if (await resources.FindAsync(id, cancellation) is { } existing)
            return await AnswerExistingAsync(existing, document, values, cancellation);

        ClusterRow cluster = await RequireClusterAsync(document, cancellation);
        DateTimeOffset now = clock.GetUtcNow();
        string uid = Uids.New(clock);
        JobRow row = new()
        {
            Id = id,
            Uid = uid,
            Cluster = cluster.Id,
            ClusterUid = cluster.Uid,
            Properties = Documents.Complete(document, id, uid),
            State = ProvisioningState.Creating,
            CreatedAt = now,
            ChangedAt = now,
            MessageId = messageId,
        };

        ResourceStore.RequireFits(row);
        await creation.BeginAsync(ResourceAddress.Of(id), uid, values, cancellation);
        if (await resources.TryInsertAsync(row, cancellation) is not { } placed)
        {
            await creation.TakeBackAsync(uid, cancellation);
            return await resources.FindAsync(id, cancellation) is { } first
                ? await AnswerExistingAsync(first, document, values, cancellation)
                : throw Refusals.Raced(ResourceKind.Job, id.Name);
        }

        JobRow finished = await FinishAsync(placed, cancellation);
        await creation.EndAsync(uid, cancellation);
        return new PutResult<JobRow>(finished, Created: true);
    }

    /// <summary>Carries a create forward once its row is visible, takes it back when its caller gave up before; true when nothing is left to do.</summary>
    /// <exception cref="ApiException">409: what it was put into is being deleted, and it was taken back.</exception>
    public async Task<bool> ResumeAsync(IntentRow intent, CancellationToken cancellation)
    {
        if (await resources.FindAsync(intent.Resource.ToJob(), cancellation) is { } row && row.Value.Uid == intent.Uid)
        {
            if (row.Value.State is ProvisioningState.Creating)
                await FinishAsync(row, cancellation);
            return true;
        }

        return await creation.TryAbandonAsync(intent, cancellation);
    }

    /// <summary>The row, finished when its caller has had its time.</summary>
    public async Task<JobRow> FinishIfStaleAsync(Row<JobRow> row, CancellationToken cancellation) =>
        creation.IsStale(row.Value.State, row.Value.CreatedAt) ? await FinishAsync(row, cancellation) : row.Value;

    private async Task<PutResult<JobRow>> AnswerExistingAsync(Row<JobRow> existing, JobProperties document, IReadOnlyDictionary<string, string> values, CancellationToken cancellation)
    {
        JobRow row = existing.Value;
        if (row.State is ProvisioningState.Deleting)
            throw Refusals.BeingDeleted(ResourceKind.Job, row.Id.Name);

        // Asked for under the names of the row: ids are the same in any case.
        bool same = Documents.Same(row.Properties, Documents.Complete(document, row.Id, row.Uid))
            && await creation.HasSecretsAsync(row.Uid, values, cancellation);
        if (!same)
            throw ApiException.Conflict("JobAlreadyExists", $"The job {row.Id.Name} exists with other properties; a job cannot be changed: delete it first or choose another name");
        return new PutResult<JobRow>(await FinishIfStaleAsync(existing, cancellation), Created: false);
    }

    private async Task RequireLiveExperimentAsync(ExperimentId id, CancellationToken cancellation)
    {
        if (await resources.FindAsync(id, cancellation) is not { } experiment)
            throw await resources.MissingAsync(id, cancellation);
        if (experiment.Value.State is ProvisioningState.Deleting)
            throw Refusals.BeingDeleted(ResourceKind.Experiment, id.Name);
    }

    private async Task<ClusterRow> RequireClusterAsync(JobProperties document, CancellationToken cancellation)
    {
        const string target = "properties.cluster.id";
        if (!ClusterId.TryParse(document.Cluster?.Id, out ClusterId? id) || await resources.FindAsync(id, cancellation) is not { Value: var cluster })
            throw new ApiException(400, new CloudErrorBody { Code = "ClusterNotFound", Message = $"The cluster {document.Cluster?.Id} of {target} is not found", Target = target });
        if (cluster.State is ProvisioningState.Deleting)
            throw ApiException.Conflict("ClusterBeingDeleted", $"The cluster {cluster.Id.Name} is being deleted", target);

        // Under manual scale settings a job may be larger than the target: it waits for a resize.
        ScaleSettings? scale = await clusterFacts.ScaleAsync(cluster.Uid, cancellation) ?? cluster.Properties.ScaleSettings;
        if (scale?.AutoScale?.MaximumNodeCount is { } most && document.NodeCount > most)
            throw ApiException.Invalid("properties.nodeCount", $"properties.nodeCount must be at most {most}, the maximumNodeCount of the cluster {cluster.Id.Name}; it is {document.NodeCount}.");
        return cluster;
    }

    /// <summary>From the visible row on: queue the job, then say that it is in place. Done before, or by another one, is success.</summary>
    private async Task<JobRow> FinishAsync(Row<JobRow> placed, CancellationToken cancellation)
    {
        Row<JobRow> row = placed;
        while (row.Value.State is ProvisioningState.Creating)
        {
            await RequireRoomAsync(row, cancellation);
            await commands.EnqueueAsync(Describe(row.Value), cancellation);
            JobRow succeeded = row.Value with { State = row.Value.State.MovedTo(ProvisioningState.Succeeded), ChangedAt = clock.GetUtcNow() };
            if (await resources.TryReplaceAsync(row.Value.Id.Experiment.Workspace, row with { Value = succeeded }, cancellation))
                return succeeded;

            row = await resources.FindAsync(row.Value.Id, cancellation) is { } again && again.Value.Uid == placed.Value.Uid
                ? again
                : throw Refusals.Raced(ResourceKind.Job, placed.Value.Id.Name);

            // Another one queued it first and it ran and ended meanwhile: what was queued just now is a ghost of it.
            if (row.Value.Ended is not null)
                await commands.RequestStopAsync(row.Value, StopReason.Terminated, cancellation);
        }

        return row.Value;
    }

    /// <summary>
    /// The experiment or the cluster may have been marked for deletion since they were looked at. Whoever marks looks for jobs afterwards, and whoever puts a job in looks for the mark afterwards: one of the two sees the other.
    /// </summary>
    private async Task RequireRoomAsync(Row<JobRow> row, CancellationToken cancellation)
    {
        JobRow job = row.Value;
        bool experimentLives = await resources.FindAsync(job.Id.Experiment, cancellation) is { Value.State: not ProvisioningState.Deleting };
        bool clusterLives = await resources.FindAsync(job.Cluster, cancellation) is { Value: { State: not ProvisioningState.Deleting } cluster } && cluster.Uid == job.ClusterUid;
        if (experimentLives && clusterLives)
            return;

        if (await resources.TryDeleteAsync(job.Id.Experiment.Workspace, row, cancellation))
            await creation.TakeBackAsync(job.Uid, cancellation);
        throw experimentLives ? Refusals.BeingDeleted(ResourceKind.Cluster, job.Cluster.Name) : Refusals.BeingDeleted(ResourceKind.Experiment, job.Id.Experiment.Name);
    }

    private static NewJob Describe(JobRow row) => new(
        row.Id,
        row.Uid,
        row.ClusterUid,
        row.Properties.NodeCount!.Value,
        row.Properties.SchedulingPriority ?? JobPriority.Normal,
        row.Properties.Constraints?.MaxWallClockTime ?? Limits.LongestWallClock,
        row.CreatedAt);
}
