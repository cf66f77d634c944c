using BatchAi.Model;

namespace BatchAi.Activities;

/// <summary>What the API may do to a cluster's facts. Each is idempotent, and rings the cluster after the fact is written.</summary>
public sealed class ClusterCommands
{
    /// <summary>Writes control and settings of a new cluster; there already is success.</summary>
    public Task CreateAsync(ClusterSettings settings, CancellationToken cancellation) => throw new NotSupportedException();

    /// <summary>Replaces the scale settings; false when the cluster has no facts (any more) or is being deleted.</summary>
    public Task<bool> ChangeScaleAsync(string clusterUid, ScaleSettings scale, CancellationToken cancellation) => throw new NotSupportedException();

    /// <summary>Null when the cluster has no facts (any more).</summary>
    public Task<ClusterView?> ViewAsync(string clusterUid, CancellationToken cancellation) => throw new NotSupportedException();
}
