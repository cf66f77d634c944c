namespace BatchAi.Model;

/// <summary>Below which directory volumes are mounted (runtime contract, section 14).</summary>
public enum MountRoot
{
    /// <summary>What the cluster mounts, when a node is set up.</summary>
    Cluster,

    /// <summary>What one job mounts for itself.</summary>
    Job,
}
