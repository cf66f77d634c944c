using BatchAi.Model;
using BatchAi.State;

namespace BatchAi.Services;

/// <summary>Clusters: create, read, list, resize, delete.</summary>
public sealed class Clusters(ResourceStore resources, ClusterCreation creation, ClusterQueries facts, ClusterCommands commands, DeletionCommands deletion, IntentStore intents, TimeProvider clock)
{
    /// <exception cref="ApiException">404 ClusterNotFound.</exception>
    public async Task<ClusterRow> GetAsync(ClusterId id, CancellationToken cancellation)
    {
        Row<ClusterRow> row = await resources.FindAsync(id, cancellation) ?? throw ApiException.NotFound("Cluster", id.Name);
        return await creation.FinishIfStaleAsync(row, cancellation);
    }

    public async Task<Page<ClusterRow>> ListAsync(WorkspaceId workspace, string? after, int take, CancellationToken cancellation)
    {
        Page<Row<ClusterRow>> page = await resources.ListClustersAsync(workspace, after, take, cancellation);
        return new Page<ClusterRow>([.. page.Items.Select(row => row.Value)], page.Next);
    }

    /// <summary>Nodes, allocation and the scale settings in force; null when the cluster has no facts (yet, or any more).</summary>
    public Task<ClusterView?> ViewAsync(ClusterRow row, CancellationToken cancellation) => commands.ViewAsync(row.Uid, cancellation);

    /// <inheritdoc cref="ClusterCreation.PutAsync"/>
    public Task<PutResult<ClusterRow>> PutAsync(ClusterId id, ClusterProperties asked, CancellationToken cancellation) => creation.PutAsync(id, asked, cancellation);

    /// <summary>Replaces the scale settings as a whole.</summary>
    /// <exception cref="ApiException">404 ClusterNotFound; 409 ClusterBeingDeleted.</exception>
    public async Task<ClusterRow> ResizeAsync(ClusterId id, ScaleSettings scale, CancellationToken cancellation)
    {
        ClusterRow row = await GetAsync(id, cancellation);
        return row.State is not ProvisioningState.Deleting && await commands.ChangeScaleAsync(row.Uid, scale, cancellation)
            ? row
            : throw (row.State is ProvisioningState.Creating ? Refusals.Raced(ResourceKind.Cluster, id.Name) : Refusals.BeingDeleted(ResourceKind.Cluster, id.Name));
    }

    /// <summary>Removes a cluster with its nodes; null when it is not there. Its ended jobs stay.</summary>
    /// <exception cref="ApiException">409 ClusterInUse: names a job that has not ended, and the way out.</exception>
    public async Task<ClusterRow?> DeleteAsync(ClusterId id, CancellationToken cancellation)
    {
        while (await resources.FindAsync(id, cancellation) is { } row)
        {
            if (row.Value.State is not ProvisioningState.Deleting && await facts.FirstUnfinishedJobAsync(row.Value.Uid, cancellation) is { } job)
            {
                throw ApiException.Conflict(
                    "ClusterInUse",
                    $"The cluster {id.Name} has the job {job.Name} (workspace {job.Experiment.Workspace.Name}, experiment {job.Experiment.Name}), which has not ended; wait for it, terminate it or delete it first");
            }

            await intents.AddAsync(new IntentRow(IntentKind.Delete, ResourceAddress.Of(row.Value.Id), row.Value.Uid, clock.GetUtcNow()), cancellation);
            ClusterRow deleting = row.Value with { State = row.Value.State.MovedTo(ProvisioningState.Deleting), ChangedAt = clock.GetUtcNow() };
            if (row.Value.State is ProvisioningState.Deleting || await resources.TryReplaceAsync(id.Workspace, row with { Value = deleting }, cancellation))
            {
                await deletion.BeginAsync(deleting, cancellation);
                await intents.RemoveAsync(IntentKind.Delete, deleting.Uid, cancellation);
                return deleting;
            }
        }

        return null;
    }

    /// <summary>Begins a deletion that was marked and perhaps not begun: from there on it has an intent of its own.</summary>
    public async Task<bool> ResumeDeleteAsync(IntentRow intent, CancellationToken cancellation)
    {
        if (await resources.FindAsync(intent.Resource.ToCluster(), cancellation) is { Value.State: ProvisioningState.Deleting } row && row.Value.Uid == intent.Uid)
            await deletion.BeginAsync(row.Value, cancellation);
        return true;
    }
}
