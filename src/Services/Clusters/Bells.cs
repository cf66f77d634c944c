using BatchAi.State;

namespace BatchAi.Services;

/// <summary>
/// Wakes clusters and jobs. The caller has written its fact before. A ring that is lost costs one look-again timer, never a fact.
/// </summary>
public sealed class Bells(ITableStore store, FactStore facts, IOrchestrationClient orchestrations, TimeProvider clock)
{
    /// <summary>Rings the generation that is awake, or starts the next one. A cluster without facts is left alone.</summary>
    public async Task WakeClusterAsync(string clusterUid, CancellationToken cancellation)
    {
        if (await facts.ControlAsync(clusterUid, cancellation) is not { } control)
            return;

        if (control.Value.Awake)
        {
            await RingAsync(
                clusterUid,
                FactKeys.ClusterBell,
                OrchestrationNames.ClusterInstance(clusterUid, control.Value.Generation),
                cancellation);
            return;
        }

        int next = control.Value.Generation + 1;
        await store.TryInsertAsync(Tables.Active, ActiveRow.Partition, clusterUid, new ActiveRow(clock.GetUtcNow()), cancellation);
        await orchestrations.StartAsync(
            OrchestrationNames.Cluster,
            OrchestrationNames.ClusterInstance(clusterUid, next),
            new ClusterTurn(clusterUid, next),
            cancellation);
    }

    /// <summary>Rings the orchestration of an attempt.</summary>
    public Task RingJobAsync(JobFacts job, CancellationToken cancellation) =>
        RingAsync(job.ClusterUid, FactKeys.JobBell(job.Uid), InstanceOf(job), cancellation);

    /// <summary>
    /// The write that hangs an attempt's bell, for a transaction that holds the fact; <see cref="RaiseAsync"/> is to
    /// follow. It conflicts with a bell that hangs already.
    /// </summary>
    public EntityWrite Hang(JobFacts job) =>
        RowStoreExtensions.Insert(FactKeys.JobBell(job.Uid), new BellRow(clock.GetUtcNow(), InstanceOf(job)));

    /// <summary>Raises the event of a bell that was just hung.</summary>
    public Task RaiseAsync(JobFacts job, CancellationToken cancellation) =>
        orchestrations.RingAsync(InstanceOf(job), OrchestrationNames.Bell, cancellation);

    private static string InstanceOf(JobFacts job) => OrchestrationNames.JobInstance(job.Uid, job.Fence, job.Revival);

    private async Task RingAsync(string clusterUid, string bell, string instanceId, CancellationToken cancellation)
    {
        // Coalesced: a bell that hangs for this instance will be answered by a turn that reads the facts afterwards.
        BellRow rung = new(clock.GetUtcNow(), instanceId);
        while (!await store.TryInsertAsync(Tables.Facts, clusterUid, bell, rung, cancellation))
        {
            if (await store.FindAsync<BellRow>(Tables.Facts, clusterUid, bell, cancellation) is not { } hanging)
                continue;
            if (hanging.Value.InstanceId == instanceId)
                return;

            // Hung for an instance that has been followed by this one: nobody else would answer it soon.
            if (await store.TryReplaceAsync(Tables.Facts, clusterUid, hanging with { Value = rung }, cancellation))
                break;
        }

        await orchestrations.RingAsync(instanceId, OrchestrationNames.Bell, cancellation);
    }
}
