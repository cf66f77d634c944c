using BatchAi.Model;

namespace BatchAi.Activities;

/// <summary>What a GET of a cluster shows beyond its resource document.</summary>
public sealed record ClusterView(AllocationState AllocationState, DateTimeOffset AllocationChangedAt, ScaleSettings Scale, NodeStateCounts Counts, int CurrentNodeCount, IReadOnlyList<BatchAIError> Errors, IReadOnlyList<NodeView> Nodes);
