namespace BatchAi.Scheduling;

/// <summary>Why a job waits.</summary>
public enum WaitingCode
{
    /// <summary>It starts with the next decision.</summary>
    Starting,

    /// <summary>Nodes are on their way, or running jobs have to end.</summary>
    WaitingForNodes,

    /// <summary>It would fit, or could be made to, but would delay a job before it.</summary>
    BehindJob,

    /// <summary>The quota leaves too few nodes.</summary>
    QuotaExhausted,

    /// <summary>The cloud had no capacity; it is asked again later.</summary>
    CapacityBackoff,

    /// <summary>
    /// The cloud refused for another reason, such as missing rights, a size it does not offer or a policy; it is asked
    /// again later.
    /// </summary>
    CloudRefused,

    /// <summary>Nodes that are being removed have to go before new ones fit.</summary>
    WaitingForNodeRemoval,

    /// <summary>Too far back in the queue to be looked at.</summary>
    BeyondWindow,

    /// <summary>It needs more nodes than the cluster may have.</summary>
    LargerThanCluster,

    /// <summary>Nodes whose set-up failed take the room.</summary>
    NodesUnusable,

    /// <summary>The cluster is being deleted.</summary>
    ClusterDeleting,
}
