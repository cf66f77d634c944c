using BatchAi.Model;

namespace BatchAi.Activities;

/// <summary>The few facts of a cluster that the services of other resources ask for.</summary>
public sealed class ClusterQueries(ITableStore store)
{
    private const int Most = 100_000;

    /// <summary>The scale settings in force: PATCH changes them in the facts, not in the resource row. Null when the cluster has no facts. One read.</summary>
    public async Task<ScaleSettings?> ScaleAsync(string clusterUid, CancellationToken cancellation) =>
        (await store.FindAsync<ClusterSettings>(Tables.Facts, clusterUid, FactKeys.Settings, cancellation))?.Value.Scale;

    /// <summary>A job of the cluster that has not ended, as its owner sees it, a running one first; null when there is none. One whose nodes are still being cleaned has ended. Two reads.</summary>
    public async Task<JobId?> FirstUnfinishedJobAsync(string clusterUid, CancellationToken cancellation) =>
        await FirstAsync(clusterUid, FactKeys.RunPrefix, Most, cancellation) ?? await FirstAsync(clusterUid, FactKeys.QueuePrefix, take: 1, cancellation);

    private async Task<JobId?> FirstAsync(string clusterUid, string prefix, int take, CancellationToken cancellation) =>
        (await store.ListAsync<JobFacts>(Tables.Facts, clusterUid, prefix, take, cancellation)).FirstOrDefault(job => job.Value.State is not (ExecutionState.Succeeded or ExecutionState.Failed))?.Value.Id;
}
