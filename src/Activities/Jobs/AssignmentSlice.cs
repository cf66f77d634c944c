using BatchAi.Model;

namespace BatchAi.Activities;

/// <summary>Part of a gang, and what its nodes should be doing.</summary>
/// <param name="Phase">Null takes the assignments away.</param>
public sealed record AssignmentSlice(string ClusterUid, string JobUid, long Fence, IReadOnlyList<int> Ordinals, JobPhase? Phase);
