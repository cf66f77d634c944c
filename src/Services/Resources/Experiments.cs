using BatchAi.Model;
using BatchAi.State;

namespace BatchAi.Services;

/// <summary>Experiments: the folders that jobs live in.</summary>
public sealed class Experiments(ResourceStore resources, Workspaces workspaces, Jobs jobs, IntentStore intents, TimeProvider clock)
{
    private const int PageSize = 100;

    /// <summary>How many ended jobs one call removes before it leaves the rest to the next.</summary>
    private const int MostJobsACall = 1_000;

    /// <exception cref="ApiException">404 ExperimentNotFound, or WorkspaceNotFound.</exception>
    public async Task<ExperimentRow> GetAsync(ExperimentId id, CancellationToken cancellation) =>
        (await resources.FindAsync(id, cancellation))?.Value ?? throw await resources.MissingAsync(id, cancellation);

    public async Task<Page<ExperimentRow>> ListAsync(WorkspaceId workspace, string? after, int take, CancellationToken cancellation)
    {
        Page<Row<ExperimentRow>> page = await resources.ListExperimentsAsync(workspace, after, take, cancellation);
        return new Page<ExperimentRow>([.. page.Items.Select(row => row.Value)], page.Next);
    }

    /// <summary>Makes an experiment; one that is there is answered unchanged.</summary>
    /// <exception cref="ApiException">404 WorkspaceNotFound; 409: it or its workspace is being deleted.</exception>
    public async Task<PutResult<ExperimentRow>> PutAsync(ExperimentId id, CancellationToken cancellation)
    {
        WorkspaceRow workspace = await workspaces.GetLiveAsync(id.Workspace, cancellation);
        while (true)
        {
            if (await resources.FindAsync(id, cancellation) is { } existing)
            {
                return existing.Value.State is ProvisioningState.Deleting
                    ? throw Refusals.BeingDeleted(ResourceKind.Experiment, id.Name)
                    : new PutResult<ExperimentRow>(existing.Value, Created: false);
            }

            DateTimeOffset now = clock.GetUtcNow();
            ExperimentRow row = new() { Id = id, Uid = Uids.New(clock), Location = workspace.Location, State = ProvisioningState.Succeeded, CreatedAt = now, ChangedAt = now };
            if (await resources.TryInsertAsync(row, cancellation) is not { } inserted)
                continue;

            await RequireLiveWorkspaceAsync(inserted, cancellation);
            return new PutResult<ExperimentRow>(row, Created: true);
        }
    }

    /// <summary>Deletes an experiment and its ended jobs (their output stays); null when it is not there.</summary>
    /// <exception cref="ApiException">409 ExperimentNotEmpty: names a job that has not ended.</exception>
    public async Task<ExperimentRow?> DeleteAsync(ExperimentId id, CancellationToken cancellation)
    {
        if (await resources.FindAsync(id, cancellation) is not { } row)
            return null;
        if (row.Value.State is not ProvisioningState.Deleting)
            await RequireEndedJobsAsync(id, cancellation);

        IntentRow intent = new(IntentKind.Delete, ResourceAddress.Of(row.Value.Id), row.Value.Uid, clock.GetUtcNow());
        await intents.AddAsync(intent, cancellation);
        if (row.Value.State is not ProvisioningState.Deleting)
        {
            ExperimentRow deleting = row.Value with { State = row.Value.State.MovedTo(ProvisioningState.Deleting), ChangedAt = clock.GetUtcNow() };
            if (!await resources.TryReplaceAsync(id.Workspace, row with { Value = deleting }, cancellation))
                throw Refusals.Raced(ResourceKind.Experiment, id.Name);
        }

        if (await ResumeDeleteAsync(intent, cancellation))
            await intents.RemoveAsync(intent.Kind, intent.Uid, cancellation);
        return row.Value;
    }

    /// <summary>Takes an experiment that is being deleted apart, so much at a time; true when nothing is left to do.</summary>
    public async Task<bool> ResumeDeleteAsync(IntentRow intent, CancellationToken cancellation)
    {
        ExperimentId id = intent.Resource.ToExperiment();
        if (await resources.FindAsync(id, cancellation) is not { } row || row.Value.Uid != intent.Uid || row.Value.State is not ProvisioningState.Deleting)
            return true;

        for (int done = 0; done < MostJobsACall; done += PageSize)
        {
            Page<Row<JobRow>> page = await resources.ListJobsAsync(id, after: null, PageSize, cancellation);
            if (page.Items.Count == 0)
                return await resources.TryDeleteAsync(id.Workspace, row, cancellation);

            foreach (Row<JobRow> job in page.Items)
                await jobs.DeleteAsync(job.Value.Id, cancellation);

            // A job that was put in just before the mark takes its time to stop; the next call looks again.
            if (page.Items.Any(job => job.Value.Ended is null))
                return false;
        }

        return false;
    }

    /// <summary>The workspace may have been marked for deletion since it was looked at; its deletion passes over what is taken back here.</summary>
    private async Task RequireLiveWorkspaceAsync(Row<ExperimentRow> inserted, CancellationToken cancellation)
    {
        try
        {
            await workspaces.GetLiveAsync(inserted.Value.Id.Workspace, cancellation);
        }
        catch (ApiException)
        {
            await resources.TryDeleteAsync(inserted.Value.Id.Workspace, inserted, cancellation);
            throw;
        }
    }

    private async Task RequireEndedJobsAsync(ExperimentId id, CancellationToken cancellation)
    {
        string? after = null;
        do
        {
            Page<Row<JobRow>> page = await resources.ListJobsAsync(id, after, PageSize, cancellation);
            foreach (JobRow job in page.Items.Select(row => row.Value))
            {
                if ((await jobs.ExecutionAsync(job, cancellation)).State is not (ExecutionState.Succeeded or ExecutionState.Failed))
                    throw ApiException.Conflict("ExperimentNotEmpty", $"The experiment {id.Name} has the job {job.Id.Name}, which has not ended; terminate or delete it first");
            }

            after = page.Next;
        }
        while (after is not null);
    }
}
