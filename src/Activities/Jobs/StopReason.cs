namespace BatchAi.Activities;

/// <summary>Why a job should stop before its end.</summary>
public enum StopReason
{
    /// <summary>The user terminated it, or deletes it: it ends as failed with JobTerminated and no exit code.</summary>
    Terminated,

    /// <summary>Its nodes are lost or wanted back; it goes back to the queue.</summary>
    Requeued,

    /// <summary>Its nodes are wanted back and the cluster's settings say that it is not run again.</summary>
    NodesRemoved,
}
