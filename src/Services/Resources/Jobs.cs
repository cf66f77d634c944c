using BatchAi.Model;
using BatchAi.State;

namespace BatchAi.Services;

/// <summary>Jobs: create, read, list, terminate, delete. Used by the API and by whoever else hands jobs in.</summary>
public sealed class Jobs(
    ResourceStore resources,
    IntentStore intents,
    ISecretStore secrets,
    LiveJobs live,
    LiveClusters clusters,
    Removals removals,
    MessageLog messages,
    FactStore facts,
    INodeAbilities abilities,
    TimeProvider clock)
    : PlacedResource<JobRow, JobProperties>(resources, intents, secrets, clock)
{
    public override ResourceKind Kind => ResourceKind.Job;

    /// <exception cref="ApiException">404 JobNotFound.</exception>
    public Task<JobRow> GetAsync(JobId id, CancellationToken cancellation) => GetAsync(ResourceAddress.Of(id), cancellation);

    public async Task<Page<JobRow>> ListAsync(ExperimentId experiment, string? after, int take, CancellationToken cancellation)
    {
        Page<Row<JobRow>> page = await Resources.ListJobsAsync(experiment, after, take, cancellation);
        return new Page<JobRow>([.. page.Items.Select(row => row.Value)], page.Next);
    }

    /// <summary>
    /// Where the execution stands: from the facts while there are any, else from the row. One read, none for an ended
    /// job.
    /// </summary>
    public async Task<JobExecution> ExecutionAsync(JobRow row, CancellationToken cancellation)
    {
        if (row.Ended is not null)
            return row.Ended;
        if (await live.ViewAsync(row, cancellation) is { } execution)
            return execution;

        // The facts went between the two reads, or are not there yet.
        JobRow? again = (await Resources.FindAsync(row.Id, cancellation))?.Value;
        return (again?.Uid == row.Uid ? again.Ended : null) ?? new JobExecution(ExecutionState.Queued, row.CreatedAt, Info: null);
    }

    /// <summary>Makes a job and puts it into its cluster's queue.</summary>
    /// <param name="asked">As <see cref="JobBody.Accept"/> returns it, secrets still inside.</param>
    /// <param name="messageId">The queue message that asks for it; null when a request does.</param>
    /// <param name="when">What the request demands of a job of that name.</param>
    /// <exception cref="ApiException">
    /// 404: no such workspace or experiment. 400: no such cluster (code ClusterNotFound, target properties.cluster.id:
    /// it is a value of the body, not the resource asked for), more nodes than it can ever have, or what no node can run. 409: another job
    /// has the name, or something is being deleted. 412: there is one, or none, as <paramref name="when"/> forbids.
    /// </exception>
    public async Task<PutResult<JobRow>> PutAsync(
        JobId id,
        JobProperties asked,
        string? messageId,
        Preconditions when,
        CancellationToken cancellation)
    {
        (JobProperties document, IReadOnlyDictionary<string, string> values) = SecretSplitter.Split(asked);
        await RequireLiveExperimentAsync(id.Experiment, cancellation);
        return await CreateAsync(ResourceAddress.Of(id), document, values, DescribeAsync, when, cancellation);

        async Task<JobRow> DescribeAsync(string uid, DateTimeOffset now)
        {
            ClusterRow cluster = await RequireClusterAsync(document, cancellation);
            RequireAbleNodes(document);
            return new JobRow
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
        }
    }

    /// <summary>Asks a job to stop; false when it has ended.</summary>
    /// <exception cref="ApiException">404 JobNotFound.</exception>
    public async Task<(JobRow Row, bool Stopping)> TerminateAsync(JobId id, CancellationToken cancellation)
    {
        JobRow row = await GetAsync(id, cancellation);
        return (row, row.Ended is null && await live.RequestStopAsync(row, StopReason.Terminated, cancellation));
    }

    public override async Task<bool> HasStoppedAsync(ResourceAddress resource, string uid, CancellationToken cancellation) =>
        await Resources.FindAsync<JobRow>(resource, cancellation) is not { Value: var job }
        || job.Uid != uid
        || (await ExecutionAsync(job, cancellation)).State is ExecutionState.Succeeded or ExecutionState.Failed;

    /// <summary>Stops and removes a job, output stays; null when it is not there. One that has ended goes at once.</summary>
    /// <exception cref="ApiException">412: it is not as <paramref name="when"/> demands.</exception>
    public Task<JobRow?> DeleteAsync(JobId id, Preconditions when, CancellationToken cancellation) =>
        DeleteAsync(ResourceAddress.Of(id), when, cancellation);

    /// <summary>Stops the job, waits until its nodes are clean, and removes secrets and the row. Output stays.</summary>
    public override async Task<bool> ClearAsync(DeletionIntent removal, CancellationToken cancellation)
    {
        Row<JobRow>? row = await Resources.FindAsync<JobRow>(removal.Resource, cancellation);
        if (row is null || row.Value.Uid != removal.Uid)
            return true;

        if (await facts.FindJobAsync(row.Value, cancellation) is not null)
        {
            await live.RequestStopAsync(row.Value, StopReason.Terminated, cancellation);
            return false;
        }

        return await TryForgetAsync(row, cancellation);
    }

    protected override Task RequireSameAsync(JobRow existing, JobProperties document, bool sameSecrets, CancellationToken cancellation)
    {
        // Asked for under the names of the row: ids are the same in any case.
        bool same = sameSecrets && Documents.Same(existing.Properties, Documents.Complete(document, existing.Id, existing.Uid));
        return same
            ? Task.CompletedTask
            : throw ApiException.Conflict(
                "JobAlreadyExists",
                $"The job {existing.Id.Name} exists with other properties; a job cannot be changed: delete it first or choose another name"
            );
    }

    protected override async Task RequireRoomAsync(JobRow row, CancellationToken cancellation)
    {
        if (await Resources.FindAsync(row.Id.Experiment, cancellation) is not { Value.State: not ProvisioningState.Deleting })
            throw Refusals.BeingDeleted(ResourceKind.Experiment, row.Id.Experiment.Name);
        if (
            await Resources.FindAsync(row.Cluster, cancellation) is not { Value: { State: not ProvisioningState.Deleting } cluster }
            || cluster.Uid != row.ClusterUid)
            throw Refusals.BeingDeleted(ResourceKind.Cluster, row.Cluster.Name);
    }

    protected override Task PlaceAsync(JobRow row, CancellationToken cancellation) => live.EnqueueAsync(
        new NewJob(
            row.Id,
            row.Uid,
            row.ClusterUid,
            row.Properties.NodeCount!.Value,
            row.Properties.SchedulingPriority ?? JobPriority.Normal,
            row.Properties.Constraints?.MaxWallClockTime ?? Limits.LongestWallClock,
            row.CreatedAt,
            row.Properties.RetryPolicy),
        cancellation);

    /// <summary>
    /// When the job that another one queued has run and ended meanwhile, what was queued just now would run it a second
    /// time: it is stopped.
    /// </summary>
    protected override async Task WhenFinishedByAnotherAsync(JobRow row, CancellationToken cancellation)
    {
        if (row.Ended is not null)
            await live.RequestStopAsync(row, StopReason.Terminated, cancellation);
    }

    /// <summary>Nothing is in a job.</summary>
    protected override Task RequireUnusedAsync(JobRow row, CancellationToken cancellation) => Task.CompletedTask;

    protected override async Task<bool> RemoveAsync(Row<JobRow> row, CancellationToken cancellation)
    {
        await removals.BeginAsync(row.Value, cancellation);
        return true;
    }

    /// <summary>A job that has ended holds no nodes.</summary>
    protected override bool IsOnlyARow(JobRow row) => row.Ended is not null;

    protected override async Task<bool> TryForgetAsync(Row<JobRow> row, CancellationToken cancellation)
    {
        await messages.AddBeforeDeletionAsync(row.Value, cancellation);
        await Secrets.DeleteAsync(row.Value.Uid, cancellation);
        return await Resources.TryDeleteAsync(row, cancellation);
    }

    private void RequireAbleNodes(JobProperties document)
    {
        const string target = "properties.containerSettings";
        if (document.ContainerSettings is not null && abilities.WhyNoContainers is { } why)
            throw ApiException.Invalid(target, $"{target} is there, and no node could run the job: {why}.");
    }

    private async Task RequireLiveExperimentAsync(ExperimentId id, CancellationToken cancellation)
    {
        if (await Resources.FindAsync(id, cancellation) is not { } experiment)
            throw await Resources.MissingAsync(id, cancellation);
        if (experiment.Value.State is ProvisioningState.Deleting)
            throw Refusals.BeingDeleted(ResourceKind.Experiment, id.Name);
    }

    private async Task<ClusterRow> RequireClusterAsync(JobProperties document, CancellationToken cancellation)
    {
        const string target = "properties.cluster.id";
        if (
            !ClusterId.TryParse(document.Cluster?.Id, out ClusterId? id)
            || await Resources.FindAsync(id, cancellation) is not { Value: var cluster })
            throw new ApiException(
                400,
                new CloudErrorBody
                {
                    Code = "ClusterNotFound",
                    Message = $"The cluster {document.Cluster?.Id} of {target} is not found",
                    Target = target,
                }
            );
        if (cluster.State is ProvisioningState.Deleting)
            throw ApiException.Conflict("ClusterBeingDeleted", $"The cluster {cluster.Id.Name} is being deleted", target);

        // Under manual scale settings a job may be larger than the target: it waits for a resize.
        ScaleSettings? scale = await clusters.ScaleAsync(cluster.Uid, cancellation) ?? cluster.Properties.ScaleSettings;
        if (scale?.AutoScale?.MaximumNodeCount is { } most && document.NodeCount > most)
        {
            throw ApiException.Invalid(
                "properties.nodeCount",
                $"properties.nodeCount must be at most {most}, the maximumNodeCount of the cluster {cluster.Id.Name}; it is "
                + $"{document.NodeCount}."
            );
        }

        return cluster;
    }
}
