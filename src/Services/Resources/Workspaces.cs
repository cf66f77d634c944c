using BatchAi.Model;
using BatchAi.State;

namespace BatchAi.Services;

/// <summary>Workspaces: create or update, read, list, delete.</summary>
public sealed class Workspaces(ResourceStore resources, IntentStore intents, TimeProvider clock)
{
    private const int PageSize = 100;

    /// <exception cref="ApiException">404 WorkspaceNotFound.</exception>
    public async Task<WorkspaceRow> GetAsync(WorkspaceId id, CancellationToken cancellation) =>
        (await resources.FindAsync(id, cancellation))?.Value ?? throw ApiException.NotFound("Workspace", id.Name);

    /// <summary>As <see cref="GetAsync"/>, and not being deleted: something may be put into it.</summary>
    /// <exception cref="ApiException">404 WorkspaceNotFound; 409 WorkspaceBeingDeleted.</exception>
    public async Task<WorkspaceRow> GetLiveAsync(WorkspaceId id, CancellationToken cancellation)
    {
        WorkspaceRow row = await GetAsync(id, cancellation);
        return row.State is ProvisioningState.Deleting ? throw Refusals.BeingDeleted(ResourceKind.Workspace, id.Name) : row;
    }

    public async Task<Page<WorkspaceRow>> ListAsync(string subscription, string? resourceGroup, string? after, int take, CancellationToken cancellation)
    {
        Page<Row<WorkspaceEntry>> entries = await resources.ListWorkspacesAsync(subscription, resourceGroup, after, take, cancellation);
        List<WorkspaceRow> found = [];
        foreach (Row<WorkspaceEntry> entry in entries.Items)
        {
            if (await resources.FindAsync(entry.Value.Id, cancellation) is { } row)
                found.Add(row.Value);
        }

        return new Page<WorkspaceRow>(found, entries.Next);
    }

    /// <summary>Makes a workspace, or gives one that is there its tags; the location cannot change.</summary>
    /// <exception cref="ApiException">409: another location, or being deleted.</exception>
    public async Task<PutResult<WorkspaceRow>> PutAsync(WorkspaceId id, WorkspaceRequest request, CancellationToken cancellation)
    {
        while (true)
        {
            if (await resources.FindAsync(id, cancellation) is { } existing)
            {
                if (!existing.Value.Location.Equals(request.Location, StringComparison.OrdinalIgnoreCase))
                    throw ApiException.Conflict("WorkspaceAlreadyExists", $"The workspace {id.Name} is in {existing.Value.Location}; a workspace cannot be moved", "location");
                return new PutResult<WorkspaceRow>(request.Tags is null ? existing.Value : await UpdateAsync(id, request.Tags, cancellation), Created: false);
            }

            DateTimeOffset now = clock.GetUtcNow();
            WorkspaceRow row = new() { Id = id, Uid = Uids.New(clock), Location = request.Location!, Tags = request.Tags, State = ProvisioningState.Succeeded, CreatedAt = now, ChangedAt = now };

            // The entry first: an entry without a workspace is passed over by lists, a workspace without an entry would not be listed.
            await resources.AddEntryAsync(id, cancellation);
            if (await resources.TryInsertAsync(row, cancellation) is not null)
                return new PutResult<WorkspaceRow>(row, Created: true);
        }
    }

    /// <summary>Replaces the tags; null leaves them.</summary>
    /// <exception cref="ApiException">404 WorkspaceNotFound; 409 WorkspaceBeingDeleted.</exception>
    public async Task<WorkspaceRow> UpdateAsync(WorkspaceId id, IReadOnlyDictionary<string, string>? tags, CancellationToken cancellation)
    {
        while (true)
        {
            Row<WorkspaceRow> row = await resources.FindAsync(id, cancellation) ?? throw ApiException.NotFound("Workspace", id.Name);
            if (row.Value.State is ProvisioningState.Deleting)
                throw Refusals.BeingDeleted(ResourceKind.Workspace, id.Name);
            WorkspaceRow updated = row.Value with { Tags = tags ?? row.Value.Tags };
            if (tags is null || await resources.TryReplaceAsync(id, row with { Value = updated }, cancellation))
                return updated;
        }
    }

    /// <summary>Deletes a workspace with its empty experiments; null when it is not there.</summary>
    /// <exception cref="ApiException">409 WorkspaceNotEmpty: names what is in it.</exception>
    public async Task<WorkspaceRow?> DeleteAsync(WorkspaceId id, CancellationToken cancellation)
    {
        if (await resources.FindAsync(id, cancellation) is not { } row)
            return null;
        await RequireEmptyAsync(id, cancellation);

        IntentRow intent = new(IntentKind.Delete, ResourceAddress.Of(row.Value.Id), row.Value.Uid, clock.GetUtcNow());
        await intents.AddAsync(intent, cancellation);
        if (row.Value.State is not ProvisioningState.Deleting)
        {
            WorkspaceRow deleting = row.Value with { State = row.Value.State.MovedTo(ProvisioningState.Deleting), ChangedAt = clock.GetUtcNow() };
            if (!await resources.TryReplaceAsync(id, row with { Value = deleting }, cancellation))
                throw Refusals.Raced(ResourceKind.Workspace, id.Name);
        }

        if (await ResumeDeleteAsync(intent, cancellation))
            await intents.RemoveAsync(intent.Kind, intent.Uid, cancellation);
        return row.Value;
    }

    /// <summary>Takes a workspace that is being deleted apart; true when nothing is left to do.</summary>
    /// <exception cref="ApiException">409: something was put into it just before it was marked; it is whole again.</exception>
    public async Task<bool> ResumeDeleteAsync(IntentRow intent, CancellationToken cancellation)
    {
        WorkspaceId id = intent.Resource.Workspace;
        if (await resources.FindAsync(id, cancellation) is not { } row || row.Value.Uid != intent.Uid || row.Value.State is not ProvisioningState.Deleting)
            return true;

        await RestoreIfUsedAsync(row, cancellation);
        Page<Row<ExperimentRow>> experiments;
        do
        {
            experiments = await resources.ListExperimentsAsync(id, after: null, PageSize, cancellation);
            foreach (Row<ExperimentRow> experiment in experiments.Items)
                await resources.TryDeleteAsync(id, experiment, cancellation);
        }
        while (experiments.Items.Count > 0);

        // The row first, for the same reason as in PutAsync. Another one who deletes it at the same time also removes the entry.
        if (!await resources.TryDeleteAsync(id, row, cancellation))
            return false;
        await resources.RemoveEntryAsync(id, cancellation);
        return true;
    }

    /// <summary>What came in between the look and the mark stays: then the deletion is refused after all.</summary>
    private async Task RestoreIfUsedAsync(Row<WorkspaceRow> row, CancellationToken cancellation)
    {
        try
        {
            await RequireEmptyAsync(row.Value.Id, cancellation);
        }
        catch (ApiException)
        {
            await resources.TryReplaceAsync(row.Value.Id, row with { Value = row.Value with { State = row.Value.State.MovedTo(ProvisioningState.Succeeded), ChangedAt = clock.GetUtcNow() } }, cancellation);
            throw;
        }
    }

    private async Task RequireEmptyAsync(WorkspaceId id, CancellationToken cancellation)
    {
        if ((await resources.ListClustersAsync(id, after: null, take: 1, cancellation)).Items is [var cluster])
            throw NotEmpty(id, $"cluster {cluster.Value.Id.Name}");
        if (await resources.FirstJobAsync(id, cancellation) is { } job)
            throw NotEmpty(id, $"job {job.Id.Name} in experiment {job.Id.Experiment.Name}");
        if ((await resources.ListFileServersAsync(id, after: null, take: 1, cancellation)).Items is [var server])
            throw NotEmpty(id, $"file server {server.Value.Id.Name}");
    }

    private static ApiException NotEmpty(WorkspaceId id, string what) =>
        ApiException.Conflict("WorkspaceNotEmpty", $"The workspace {id.Name} still has {what}; delete what is in it first");
}
