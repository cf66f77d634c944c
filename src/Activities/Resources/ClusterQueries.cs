using BatchAi.Model;

namespace BatchAi.Activities;

/// <summary>The few facts of a cluster that the services of other resources ask for.</summary>
public sealed class ClusterQueries(ITableStore store)
{
    /// <summary>The scale settings in force: PATCH changes them in the facts, not in the resource row. Null when the cluster has no facts. One read.</summary>
    public async Task<ScaleSettings?> ScaleAsync(string clusterUid, CancellationToken cancellation) =>
        (await store.FindAsync<ClusterSettings>(Tables.Facts, clusterUid, FactKeys.Settings, cancellation))?.Value.Scale;

    /// <summary>A job of the cluster that has not ended, a running one first; null when there is none. Two reads.</summary>
    public async Task<JobId?> FirstUnfinishedJobAsync(string clusterUid, CancellationToken cancellation) =>
        await FirstAsync(clusterUid, FactKeys.RunPrefix, cancellation) ?? await FirstAsync(clusterUid, FactKeys.QueuePrefix, cancellation);

    private async Task<JobId?> FirstAsync(string clusterUid, string prefix, CancellationToken cancellation) =>
        await store.ListAsync<JobFacts>(Tables.Facts, clusterUid, prefix, take: 1, cancellation) is [var first] ? first.Value.Id : null;
}
