namespace BatchAi.Services;

/// <summary>Names and instance ids of the orchestrations, for those that start and ring them.</summary>
public static class OrchestrationNames
{
    public const string Cluster = "ClusterOrchestration";

    public const string Job = "JobOrchestration";

    public const string Deletion = "DeletionOrchestration";

    /// <summary>The one event name: a doorbell carries nothing.</summary>
    public const string Bell = "bell";

    public static string ClusterInstance(string clusterUid, int generation) => $"cluster-{clusterUid}-{generation}";

    /// <summary>A revival is counted when an attempt's orchestration was found dead and is started anew: ids are never reused.</summary>
    public static string JobInstance(string jobUid, long fence, int revival) => $"job-{jobUid}-{fence}-{revival}";

    public static string DeletionInstance(string uid, int revival) => $"delete-{uid}-{revival}";
}
