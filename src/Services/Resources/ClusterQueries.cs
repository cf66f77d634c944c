using BatchAi.Model;
using BatchAi.State;

namespace BatchAi.Services;

/// <summary>The few facts of a cluster that the services of other resources ask for.</summary>
public sealed class ClusterQueries(ITableStore store)
{
    /// <summary>More than a cluster can run: each holds a node.</summary>
    private const int MostRunning = 10_000;

    /// <summary>The scale settings in force: PATCH changes them in the facts, not in the resource row. Null when the cluster has no facts. One read.</summary>
    public async Task<ScaleSettings?> ScaleAsync(string clusterUid, CancellationToken cancellation) =>
        (await store.FindAsync<ClusterSettings>(Tables.Facts, clusterUid, FactKeys.Settings, cancellation))?.Value.Scale;

    /// <summary>A job of the cluster that has not ended as far as a user sees it, a running one first; null when there is none. Two reads.</summary>
    public async Task<JobId?> FirstUnfinishedJobAsync(string clusterUid, CancellationToken cancellation) =>
        First(await store.ListAsync<JobFacts>(Tables.Facts, clusterUid, FactKeys.RunPrefix, MostRunning, cancellation))
        ?? First(await store.ListAsync<JobFacts>(Tables.Facts, clusterUid, FactKeys.QueuePrefix, take: 1, cancellation));

    /// <summary>The row of an ended job stays until its nodes have been tidied up behind it.</summary>
    private static JobId? First(IReadOnlyList<Row<JobFacts>> jobs) =>
        jobs.FirstOrDefault(job => job.Value.State is not (ExecutionState.Succeeded or ExecutionState.Failed))?.Value.Id;
}
