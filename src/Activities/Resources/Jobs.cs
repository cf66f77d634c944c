using BatchAi.Model;

namespace BatchAi.Activities;

/// <summary>
/// Jobs: create, read, list, terminate, delete. Used by the API and by whoever else hands jobs in.
/// </summary>
/// <remarks>
/// Creating spans partitions: intent → secrets → resource row (creating) → facts (queue) → resource row (succeeded) → intent away.
/// Before the resource row nothing is visible and the change is taken back; from the row on it is carried forward, by the caller, the next reader or <see cref="IntentRunner"/>.
/// </remarks>
public sealed class Jobs(ResourceStore resources, ClusterQueries clusterFacts, JobCommands commands, DeletionCommands deletion, ISecretStore secrets, IntentStore intents, TimeProvider clock)
{
    /// <summary>After this long without a resource row the caller of a create is certainly gone: it gives up itself after <see cref="s_mostWait"/>.</summary>
    private static readonly TimeSpan s_abandoned = TimeSpan.FromMinutes(10);

    /// <summary>Longest time between the intent and the resource row.</summary>
    private static readonly TimeSpan s_mostWait = TimeSpan.FromMinutes(1);

    /// <exception cref="ApiException">404 JobNotFound.</exception>
    public async Task<JobRow> GetAsync(JobId id, CancellationToken cancellation)
    {
        Row<JobRow> row = await resources.FindAsync(id, cancellation) ?? throw ApiException.NotFound("Job", id.Name);
        return IsStale(row.Value) ? await FinishCreateAsync(row, cancellation) : row.Value;
    }

    public async Task<Page<JobRow>> ListAsync(ExperimentId experiment, string? after, int take, CancellationToken cancellation)
    {
        Page<Row<JobRow>> page = await resources.ListJobsAsync(experiment, after, take, cancellation);
        return new Page<JobRow>([.. page.Items.Select(row => row.Value)], page.Next);
    }

    /// <summary>Where the execution stands: from the facts while there are any, else from the row. One read, none for an ended job.</summary>
    public async Task<JobExecution> ExecutionAsync(JobRow row, CancellationToken cancellation)
    {
        if (row.Ended is not null)
            return row.Ended;
        if (await commands.ViewAsync(row, cancellation) is { } execution)
            return execution;

        // The facts went between the two reads, or are not there yet.
        JobRow? again = (await resources.FindAsync(row.Id, cancellation))?.Value;
        return (again?.Uid == row.Uid ? again.Ended : null) ?? new JobExecution(ExecutionState.Queued, row.CreatedAt, Info: null);
    }

    /// <summary>The nodes a job holds, in rank order; empty when it holds none.</summary>
    public Task<IReadOnlyList<NodeView>> NodesAsync(JobRow row, CancellationToken cancellation) => commands.NodesAsync(row, cancellation);

    /// <summary>Why a job waits; null when it does not wait.</summary>
    public async Task<JobExplanation?> ExplainAsync(JobRow row, CancellationToken cancellation) =>
        row.Ended is null && await commands.ExplainAsync(row, cancellation) is { } reason ? new JobExplanation { Code = reason.Code.ToString(), Message = reason.Text } : null;

    /// <param name="asked">As <see cref="JobBody.Accept"/> returns it, secrets still inside.</param>
    /// <exception cref="ApiException">
    /// 404: no such workspace or experiment. 400: no such cluster (code ClusterNotFound, target properties.cluster.id: it is a value of the body, not the resource asked for), or more nodes than it can ever have.
    /// 409: another job has the name, or something is being deleted.
    /// </exception>
    public async Task<PutResult<JobRow>> PutAsync(JobId id, JobProperties asked, CancellationToken cancellation)
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
        };

        await intents.AddAsync(new IntentRow(IntentKind.Create, ResourceAddress.Of(id), uid, now), cancellation);
        if (values.Count > 0)
            await secrets.SaveAsync(uid, values, cancellation);
        if (clock.GetUtcNow() - now > s_mostWait)
            throw new StoreUnavailableException($"The store took more than {s_mostWait.TotalSeconds} s to take in the job {id.Name}");

        if (await resources.TryInsertAsync(row, cancellation) is not { } placed)
        {
            await TakeBackAsync(uid, cancellation);
            return await resources.FindAsync(id, cancellation) is { } first
                ? await AnswerExistingAsync(first, document, values, cancellation)
                : throw Refusals.Raced(ResourceKind.Job, id.Name);
        }

        JobRow finished = await FinishCreateAsync(placed, cancellation);
        await intents.RemoveAsync(IntentKind.Create, uid, cancellation);
        return new PutResult<JobRow>(finished, Created: true);
    }

    /// <summary>Asks a job to stop; false when it has ended.</summary>
    /// <exception cref="ApiException">404 JobNotFound.</exception>
    public async Task<(JobRow Row, bool Stopping)> TerminateAsync(JobId id, CancellationToken cancellation)
    {
        JobRow row = await GetAsync(id, cancellation);
        return (row, row.Ended is null && await commands.RequestStopAsync(row, StopReason.Terminated, cancellation));
    }

    /// <summary>Stops and removes a job, output stays; null when it is not there.</summary>
    public async Task<JobRow?> DeleteAsync(JobId id, CancellationToken cancellation)
    {
        while (await resources.FindAsync(id, cancellation) is { } row)
        {
            if (row.Value.Ended is not null && row.Value.State is not ProvisioningState.Deleting)
            {
                await secrets.DeleteAsync(row.Value.Uid, cancellation);
                if (await resources.TryDeleteAsync(id.Experiment.Workspace, row, cancellation))
                    return row.Value;
                continue;
            }

            await intents.AddAsync(new IntentRow(IntentKind.Delete, ResourceAddress.Of(row.Value.Id), row.Value.Uid, clock.GetUtcNow()), cancellation);
            JobRow deleting = row.Value with { State = ProvisioningState.Deleting, ChangedAt = clock.GetUtcNow() };
            if (row.Value.State is ProvisioningState.Deleting || await resources.TryReplaceAsync(id.Experiment.Workspace, row with { Value = deleting }, cancellation))
            {
                await deletion.BeginAsync(deleting, cancellation);
                await intents.RemoveAsync(IntentKind.Delete, deleting.Uid, cancellation);
                return deleting;
            }
        }

        return null;
    }

    /// <summary>Carries a create forward once its row is visible, takes it back when its caller gave up before; true when nothing is left to do.</summary>
    /// <exception cref="ApiException">409: what it was put into is being deleted, and it was taken back.</exception>
    public async Task<bool> ResumeCreateAsync(IntentRow intent, CancellationToken cancellation)
    {
        if (await resources.FindAsync(intent.Resource.AsJob, cancellation) is { } row && row.Value.Uid == intent.Uid)
        {
            if (row.Value.State is ProvisioningState.Creating)
                await FinishCreateAsync(row, cancellation);
            return true;
        }

        if (clock.GetUtcNow() - intent.StartedAt < s_abandoned)
            return false;
        await secrets.DeleteAsync(intent.Uid, cancellation);
        return true;
    }

    /// <summary>Begins a deletion that was marked and perhaps not begun: from there on it has an intent of its own.</summary>
    public async Task<bool> ResumeDeleteAsync(IntentRow intent, CancellationToken cancellation)
    {
        if (await resources.FindAsync(intent.Resource.AsJob, cancellation) is { Value.State: ProvisioningState.Deleting } row && row.Value.Uid == intent.Uid)
            await deletion.BeginAsync(row.Value, cancellation);
        return true;
    }

    private bool IsStale(JobRow row) => row.State is ProvisioningState.Creating && clock.GetUtcNow() - row.CreatedAt > IntentRunner.Patience;

    private async Task<PutResult<JobRow>> AnswerExistingAsync(Row<JobRow> existing, JobProperties document, IReadOnlyDictionary<string, string> values, CancellationToken cancellation)
    {
        JobRow row = existing.Value;
        if (row.State is ProvisioningState.Deleting)
            throw Refusals.BeingDeleted(ResourceKind.Job, row.Id.Name);

        // Asked for under the names of the row: ids are the same in any case.
        bool same = Documents.Same(row.Properties, Documents.Complete(document, row.Id, row.Uid))
            && (values.Count == 0 || Documents.Same(values, await secrets.LoadAsync(row.Uid, cancellation)));
        if (!same)
            throw ApiException.Conflict("JobAlreadyExists", $"The job {row.Id.Name} exists with other properties; a job cannot be changed: delete it first or choose another name");
        return new PutResult<JobRow>(IsStale(row) ? await FinishCreateAsync(existing, cancellation) : row, Created: false);
    }

    private async Task RequireLiveExperimentAsync(ExperimentId id, CancellationToken cancellation)
    {
        if (await resources.FindAsync(id, cancellation) is not { } experiment)
            throw await resources.FindAsync(id.Workspace, cancellation) is null ? ApiException.NotFound("Workspace", id.Workspace.Name) : ApiException.NotFound("Experiment", id.Name);
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
    private async Task<JobRow> FinishCreateAsync(Row<JobRow> placed, CancellationToken cancellation)
    {
        Row<JobRow> row = placed;
        while (row.Value.State is ProvisioningState.Creating)
        {
            await RequireRoomAsync(row, cancellation);
            await commands.EnqueueAsync(Describe(row.Value), cancellation);
            JobRow succeeded = row.Value with { State = ProvisioningState.Succeeded, ChangedAt = clock.GetUtcNow() };
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
            await TakeBackAsync(job.Uid, cancellation);
        throw experimentLives ? Refusals.BeingDeleted(ResourceKind.Cluster, job.Cluster.Name) : Refusals.BeingDeleted(ResourceKind.Experiment, job.Id.Experiment.Name);
    }

    private async Task TakeBackAsync(string uid, CancellationToken cancellation)
    {
        await secrets.DeleteAsync(uid, cancellation);
        await intents.RemoveAsync(IntentKind.Create, uid, cancellation);
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
