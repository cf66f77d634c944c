using BatchAi.Model;
using BatchAi.Scheduling;
using BatchAi.State;

namespace BatchAi.Services;

/// <summary>What a GET of a cluster shows beyond its resource document.</summary>
public sealed record ClusterView(
    AllocationState AllocationState,
    DateTimeOffset AllocationChangedAt,
    ScaleSettings Scale,
    NodeStateCounts Counts,
    int CurrentNodeCount,
    IReadOnlyList<BatchAIError> Errors,
    IReadOnlyList<NodeView> Nodes);

/// <summary>One node as a user sees it.</summary>
/// <param name="JobUid">The job that holds it.</param>
public sealed record NodeView(
    string NodeId,
    string? Address,
    NodeUse Use,
    string? JobUid,
    DateTimeOffset? LastHeard,
    BatchAIError? Problem);

/// <summary>What a node does follows from its condition and from the job that holds it.</summary>
internal static class NodeUses
{
    public static NodeUse Of(NodeCondition condition, JobFacts? holder) => condition switch
    {
        NodeCondition.Leaving or NodeCondition.Lost => NodeUse.Leaving,
        NodeCondition.Unusable or NodeCondition.WornOut => NodeUse.Unusable,
        _ when holder is not null => NodeUse.Running,
        NodeCondition.Ready => NodeUse.Idle,
        _ => NodeUse.Preparing,
    };
}
