using BatchAi.Model;
using BatchAi.Services;
using BatchAi.State;

namespace BatchAi.Activities;

/// <summary>Takes a removal as far as it goes now; true when it is complete. Every part is "gone already is success", so it may run any number of times.</summary>
public sealed class AdvanceDeletion(ITableStore store, FactStore facts, JobCommands jobs, ClusterCommands clusters, ISecretStore secrets, MessageLog messages) : IActivity<DeletionTurn, bool>
{
    public async Task<bool> RunAsync(DeletionTurn turn, CancellationToken cancellation)
    {
        if (await store.FindAsync<DeletionIntent>(Tables.Intents, DeletionIntent.Partition, turn.Uid, cancellation) is not { } intent)
            return true;

        bool cleared = intent.Value switch
        {
            { Job: { } job } => await ClearJobAsync(intent.Value, job, cancellation),
            { Cluster: { } cluster } => await ClearClusterAsync(intent.Value, cluster, cancellation),
            _ => true,
        };
        return cleared && await store.TryDeleteAsync(Tables.Intents, DeletionIntent.Partition, intent, cancellation);
    }

    private async Task<bool> ClearJobAsync(DeletionIntent intent, JobId id, CancellationToken cancellation)
    {
        string partition = ResourceKeys.Partition(id.Experiment.Workspace);
        Row<JobRow>? row = await store.FindAsync<JobRow>(Tables.Resources, partition, ResourceKeys.Job(id), cancellation);
        if (row is null || row.Value.Uid != intent.Uid)
            return true;

        if (await facts.FindJobAsync(row.Value, cancellation) is not null)
        {
            await jobs.RequestStopAsync(row.Value, StopReason.Terminated, cancellation);
            return false;
        }

        await messages.AddBeforeDeletionAsync(row.Value, cancellation);
        await secrets.DeleteAsync(intent.Uid, cancellation);
        return await store.TryDeleteAsync(Tables.Resources, partition, row, cancellation);
    }

    private async Task<bool> ClearClusterAsync(DeletionIntent intent, ClusterId id, CancellationToken cancellation)
    {
        if (await facts.ControlAsync(intent.Uid, cancellation) is { } control)
        {
            if (!control.Value.ScaleSetGone || control.Value.Awake)
            {
                await clusters.RequestDeletionAsync(intent.Uid, cancellation);
                return false;
            }

            // Without its control row nothing decides about the cluster any more; the other rows are only litter then.
            if (!await store.TryDeleteAsync(Tables.Facts, intent.Uid, control, cancellation))
                return false;
        }

        await ClearPartitionAsync(Tables.Facts, intent.Uid, cancellation);
        await ClearPartitionAsync(Tables.Assignments, intent.Uid, cancellation);
        if (await store.FindAsync<ActiveRow>(Tables.Active, ActiveRow.Partition, intent.Uid, cancellation) is { } active)
            await store.TryDeleteAsync(Tables.Active, ActiveRow.Partition, active, cancellation);
        await secrets.DeleteAsync(intent.Uid, cancellation);

        string partition = ResourceKeys.Partition(id.Workspace);
        Row<ClusterRow>? row = await store.FindAsync<ClusterRow>(Tables.Resources, partition, ResourceKeys.Cluster(id), cancellation);
        return row is null || row.Value.Uid != intent.Uid || await store.TryDeleteAsync(Tables.Resources, partition, row, cancellation);
    }

    private async Task ClearPartitionAsync(string table, string partition, CancellationToken cancellation)
    {
        while (await store.ListAsync(table, partition, null, null, StoreLimits.MaxWrites, cancellation) is { Count: > 0 } rows)
            await store.CommitAsync(table, partition, [.. rows.Select(row => new EntityWrite.Delete(row.Row, row.ETag))], cancellation);
    }
}
