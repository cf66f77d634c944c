using BatchAi.Model;

namespace BatchAi.State;

/// <summary>A removal under way: inserted first, removed last, so that it is finished whatever dies in between. One of the two ids is set.</summary>
/// <param name="Revival">Counts up when its orchestration was found dead.</param>
public sealed record DeletionIntent(string Uid, string ClusterUid, JobId? Job, ClusterId? Cluster, int Revival)
{
    public const string Partition = "delete";
}
