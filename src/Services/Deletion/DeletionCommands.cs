using BatchAi.State;

namespace BatchAi.Services;

/// <summary>Starts the removal of a resource whose row was set to <see cref="Model.ProvisioningState.Deleting"/> before. The removal itself is an orchestration; it deletes the resource row last.</summary>
public sealed class DeletionCommands(ITableStore store, IOrchestrationClient orchestrations)
{
    /// <summary>Stops the job, waits until its nodes are clean, removes facts, secrets and the row. Output stays.</summary>
    public Task BeginAsync(JobRow job, CancellationToken cancellation) => BeginAsync(new DeletionIntent(job.Uid, job.ClusterUid, job.Id, null, 0), cancellation);

    /// <summary>Stops the cluster's jobs, removes its scale set, verifies that it is gone, removes facts, secrets and the row.</summary>
    public Task BeginAsync(ClusterRow cluster, CancellationToken cancellation) => BeginAsync(new DeletionIntent(cluster.Uid, cluster.Uid, null, cluster.Id, 0), cancellation);

    private async Task BeginAsync(DeletionIntent intent, CancellationToken cancellation)
    {
        await store.TryInsertAsync(Tables.Intents, DeletionIntent.Partition, intent.Uid, intent, cancellation);
        await orchestrations.StartAsync(OrchestrationNames.Deletion, OrchestrationNames.DeletionInstance(intent.Uid, intent.Revival), new DeletionTurn(intent.Uid, intent.Revival), cancellation);
    }
}

/// <summary>Input of one turn of a deletion's orchestration.</summary>
/// <param name="Tries">How often it looked already; sets the wait before the next look.</param>
public sealed record DeletionTurn(string Uid, int Revival, int Tries = 0);
