using BatchAi.Model;
using BatchAi.State;

namespace BatchAi.Services;

/// <summary>Experiments: the folders that jobs live in.</summary>
public sealed class Experiments(ResourceStore resources, IntentStore intents, Workspaces workspaces, Jobs jobs, TimeProvider clock)
    : ResourceService<ExperimentRow>(resources, intents, clock)
{
    private const int PageSize = 100;

    /// <summary>How many ended jobs one call removes before it leaves the rest to the next.</summary>
    private const int MostJobsACall = 1_000;

    public override ResourceKind Kind => ResourceKind.Experiment;

    /// <exception cref="ApiException">404 ExperimentNotFound, or WorkspaceNotFound.</exception>
    public Task<ExperimentRow> GetAsync(ExperimentId id, CancellationToken cancellation) => GetAsync(ResourceAddress.Of(id), cancellation);

    public async Task<Page<ExperimentRow>> ListAsync(WorkspaceId workspace, string? after, int take, CancellationToken cancellation)
    {
        Page<Row<ExperimentRow>> page = await Resources.ListExperimentsAsync(workspace, after, take, cancellation);
        return new Page<ExperimentRow>([.. page.Items.Select(row => row.Value)], page.Next);
    }

    /// <summary>Makes an experiment; one that is there is answered unchanged.</summary>
    /// <exception cref="ApiException">
    /// 404 WorkspaceNotFound; 409: it or its workspace is being deleted; 412: there is one, or none, as
    /// <paramref name="when"/> forbids.
    /// </exception>
    public async Task<PutResult<ExperimentRow>> PutAsync(ExperimentId id, Preconditions when, CancellationToken cancellation)
    {
        WorkspaceRow workspace = await workspaces.GetLiveAsync(id.Workspace, cancellation);
        while (true)
        {
            if (await Resources.FindAsync(id, cancellation) is { } existing)
            {
                if (existing.Value.State is ProvisioningState.Deleting)
                    throw Refusals.BeingDeleted(ResourceKind.Experiment, id.Name);
                when.Require(existing.Value);
                return new PutResult<ExperimentRow>(existing.Value, Created: false);
            }

            when.RequireAbsent(Kind, id.Name);
            DateTimeOffset now = Clock.GetUtcNow();
            ExperimentRow row = new()
            {
                Id = id,
                Uid = Uids.New(Clock),
                Location = workspace.Location,
                State = ProvisioningState.Succeeded,
                CreatedAt = now,
                ChangedAt = now,
            };
            if (await Resources.TryInsertAsync(row, cancellation) is not { } inserted)
                continue;

            await RequireLiveWorkspaceAsync(inserted, cancellation);
            return new PutResult<ExperimentRow>(row, Created: true);
        }
    }

    /// <summary>Deletes an experiment and its ended jobs (their output stays); null when it is not there.</summary>
    /// <exception cref="ApiException">
    /// 409 ExperimentNotEmpty: names a job that has not ended; 412: it is not as <paramref name="when"/> demands.
    /// </exception>
    public Task<ExperimentRow?> DeleteAsync(ExperimentId id, Preconditions when, CancellationToken cancellation) =>
        DeleteAsync(ResourceAddress.Of(id), when, cancellation);

    /// <summary>Asking drives the deletion on: nobody else does between the watchdog's rounds.</summary>
    public override Task<bool> IsDeletedAsync(IntentRow intent, CancellationToken cancellation) => ResumeDeleteAsync(intent, cancellation);

    protected override Task<ApiException> MissingAsync(ResourceAddress resource, CancellationToken cancellation) =>
        Resources.MissingAsync(resource.ToExperiment(), cancellation);

    /// <summary>Takes an experiment that is being deleted apart, so much at a time.</summary>
    protected override async Task<bool> RemoveAsync(Row<ExperimentRow> row, CancellationToken cancellation)
    {
        for (int done = 0; done < MostJobsACall; done += PageSize)
        {
            Page<Row<JobRow>> page = await Resources.ListJobsAsync(row.Value.Id, after: null, PageSize, cancellation);
            if (page.Items.Count == 0)
                return await Resources.TryDeleteAsync(row, cancellation);

            foreach (Row<JobRow> job in page.Items)
                await jobs.DeleteAsync(job.Value.Id, Preconditions.None, cancellation);

            // A job that was put in just before the mark takes its time to stop; the next call looks again.
            if (page.Items.Any(job => job.Value.Ended is null))
                return false;
        }

        return false;
    }

    /// <summary>
    /// The workspace may have been marked for deletion since it was looked at; its deletion passes over what is taken
    /// back here.
    /// </summary>
    private async Task RequireLiveWorkspaceAsync(Row<ExperimentRow> inserted, CancellationToken cancellation)
    {
        try
        {
            await workspaces.GetLiveAsync(inserted.Value.Id.Workspace, cancellation);
        }
        catch (ApiException)
        {
            await Resources.TryDeleteAsync(inserted, cancellation);
            throw;
        }
    }

    protected override async Task RequireUnusedAsync(ExperimentRow row, CancellationToken cancellation)
    {
        ExperimentId id = row.Id;
        string? after = null;
        do
        {
            Page<Row<JobRow>> page = await Resources.ListJobsAsync(id, after, PageSize, cancellation);
            foreach (JobRow job in page.Items.Select(row => row.Value))
            {
                if ((await jobs.ExecutionAsync(job, cancellation)).State is not (ExecutionState.Succeeded or ExecutionState.Failed))
                    throw ApiException.Conflict(
                        "ExperimentNotEmpty",
                        $"The experiment {id.Name} has the job {job.Id.Name}, which has not ended; terminate or delete it first");
            }

            after = page.Next;
        }
        while (after is not null);
    }
}
