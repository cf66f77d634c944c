using BatchAi.Model;
using BatchAi.State;

namespace BatchAi.Services;

/// <summary>Workspaces: create or update, read, list, delete.</summary>
public sealed class Workspaces(ResourceStore resources, IntentStore intents, TimeProvider clock)
    : ResourceService<WorkspaceRow>(resources, intents, clock)
{
    private const int PageSize = 100;

    public override ResourceKind Kind => ResourceKind.Workspace;

    /// <exception cref="ApiException">404 WorkspaceNotFound.</exception>
    public Task<WorkspaceRow> GetAsync(WorkspaceId id, CancellationToken cancellation) => GetAsync(ResourceAddress.Of(id), cancellation);

    /// <summary>As <see cref="GetAsync"/>, and not being deleted: something may be put into it.</summary>
    /// <exception cref="ApiException">404 WorkspaceNotFound; 409 WorkspaceBeingDeleted.</exception>
    public async Task<WorkspaceRow> GetLiveAsync(WorkspaceId id, CancellationToken cancellation)
    {
        WorkspaceRow row = await GetAsync(id, cancellation);
        return row.State is ProvisioningState.Deleting ? throw Refusals.BeingDeleted(ResourceKind.Workspace, id.Name) : row;
    }

    public async Task<Page<WorkspaceRow>> ListAsync(
        string subscription,
        string? resourceGroup,
        string? after,
        int take,
        CancellationToken cancellation)
    {
        Page<Row<WorkspaceEntry>> entries = await Resources.ListWorkspacesAsync(subscription, resourceGroup, after, take, cancellation);
        List<WorkspaceRow> found = [];
        foreach (Row<WorkspaceEntry> entry in entries.Items)
        {
            if (await Resources.FindAsync(entry.Value.Id, cancellation) is { } row)
                found.Add(row.Value);
        }

        return new Page<WorkspaceRow>(found, entries.Next);
    }

    /// <summary>Makes a workspace, or gives one that is there its tags; the location cannot change.</summary>
    /// <exception cref="ApiException">
    /// 409: another location, or being deleted; 412: it is not as <paramref name="when"/> demands.
    /// </exception>
    public async Task<PutResult<WorkspaceRow>> PutAsync(
        WorkspaceId id,
        WorkspaceRequest request,
        Preconditions when,
        CancellationToken cancellation)
    {
        while (true)
        {
            if (await Resources.FindAsync(id, cancellation) is { } existing)
            {
                if (!existing.Value.Location.Equals(request.Location, StringComparison.OrdinalIgnoreCase))
                    throw ApiException.Conflict(
                        "WorkspaceAlreadyExists",
                        $"The workspace {id.Name} is in {existing.Value.Location}; a workspace cannot be moved",
                        "location");
                if (request.Tags is not null)
                    return new PutResult<WorkspaceRow>(await UpdateAsync(id, request.Tags, when, cancellation), Created: false);

                when.Require(existing.Value);
                return new PutResult<WorkspaceRow>(existing.Value, Created: false);
            }

            when.RequireAbsent(Kind, id.Name);
            DateTimeOffset now = Clock.GetUtcNow();
            WorkspaceRow row = new()
            {
                Id = id,
                Uid = Uids.New(Clock),
                Location = request.Location!,
                Tags = request.Tags,
                State = ProvisioningState.Succeeded,
                CreatedAt = now,
                ChangedAt = now,
            };

            // The entry first: an entry without a workspace is passed over by lists, a workspace without an entry would not be listed.
            await Resources.AddEntryAsync(id, cancellation);
            if (await Resources.TryInsertAsync(row, cancellation) is not null)
                return new PutResult<WorkspaceRow>(row, Created: true);
        }
    }

    /// <summary>Replaces the tags; null leaves them.</summary>
    /// <exception cref="ApiException">
    /// 404 WorkspaceNotFound; 409 WorkspaceBeingDeleted; 412: it is not as <paramref name="when"/> demands.
    /// </exception>
    public async Task<WorkspaceRow> UpdateAsync(
        WorkspaceId id,
        IReadOnlyDictionary<string, string>? tags,
        Preconditions when,
        CancellationToken cancellation)
    {
        while (true)
        {
            Row<WorkspaceRow> row = await Resources.FindAsync(id, cancellation) ?? throw ApiException.NotFound("Workspace", id.Name);
            if (row.Value.State is ProvisioningState.Deleting)
                throw Refusals.BeingDeleted(ResourceKind.Workspace, id.Name);
            when.Require(row.Value);
            WorkspaceRow updated = row.Value with { Tags = tags ?? row.Value.Tags };
            if (tags is null || await Resources.TryReplaceAsync(row with { Value = updated }, cancellation))
                return updated;
        }
    }

    /// <summary>Deletes a workspace with its empty experiments; null when it is not there.</summary>
    /// <exception cref="ApiException">
    /// 409 WorkspaceNotEmpty: names what is in it; 412: it is not as <paramref name="when"/> demands.
    /// </exception>
    public Task<WorkspaceRow?> DeleteAsync(WorkspaceId id, Preconditions when, CancellationToken cancellation) =>
        DeleteAsync(ResourceAddress.Of(id), when, cancellation);

    /// <summary>Asking drives the deletion on: nobody else does between the watchdog's rounds.</summary>
    public override Task<bool> IsDeletedAsync(IntentRow intent, CancellationToken cancellation) => ResumeDeleteAsync(intent, cancellation);

    /// <summary>Takes a workspace that is being deleted apart.</summary>
    /// <exception cref="ApiException">409: something was put into it just before it was marked; it is whole again.</exception>
    protected override async Task<bool> RemoveAsync(Row<WorkspaceRow> row, CancellationToken cancellation)
    {
        await RestoreIfUsedAsync(row, cancellation);
        WorkspaceId id = row.Value.Id;
        Page<Row<ExperimentRow>> experiments;
        do
        {
            experiments = await Resources.ListExperimentsAsync(id, after: null, PageSize, cancellation);
            foreach (Row<ExperimentRow> experiment in experiments.Items)
                await Resources.TryDeleteAsync(experiment, cancellation);
        }
        while (experiments.Items.Count > 0);

        // The row first, for the same reason as in PutAsync. Another one who deletes it at the same time also removes the entry.
        if (!await Resources.TryDeleteAsync(row, cancellation))
            return false;

        await Resources.RemoveEntryAsync(id, cancellation);
        return true;
    }

    protected override async Task RequireUnusedAsync(WorkspaceRow row, CancellationToken cancellation)
    {
        foreach (ResourceKind kind in ResourceKindExtensions.KeepingAWorkspace)
        {
            if (await Resources.FirstAsync(row.Id, kind, cancellation) is { } first)
                throw ApiException.Conflict(
                    "WorkspaceNotEmpty",
                    $"The workspace {row.Id.Name} still has {first.Address.Described}; delete what is in it first");
        }
    }

    /// <summary>What came in between the look and the mark stays: then the deletion is refused after all.</summary>
    private async Task RestoreIfUsedAsync(Row<WorkspaceRow> row, CancellationToken cancellation)
    {
        try
        {
            await RequireUnusedAsync(row.Value, cancellation);
        }
        catch (ApiException)
        {
            await Resources.TryReplaceAsync(
                row with
                {
                    Value = row.Value.MovedTo(ProvisioningState.Succeeded, Clock.GetUtcNow()),
                },
                cancellation);
            throw;
        }
    }
}
