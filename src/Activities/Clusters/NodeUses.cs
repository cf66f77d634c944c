using BatchAi.Scheduling;

namespace BatchAi.Activities;

/// <summary>What a node does follows from its condition and from the job that holds it.</summary>
internal static class NodeUses
{
    public static NodeUse Of(NodeCondition condition, JobFacts? holder) => condition switch
    {
        NodeCondition.Leaving or NodeCondition.Lost => NodeUse.Leaving,
        NodeCondition.Unusable => NodeUse.Unusable,
        _ when holder is not null => NodeUse.Running,
        NodeCondition.Ready => NodeUse.Idle,
        _ => NodeUse.Preparing,
    };
}
