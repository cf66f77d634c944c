using BatchAi.Model;

namespace BatchAi.Activities;

/// <summary>What a node should be running: a projection of the job's row that can always be rebuilt.</summary>
public sealed record AssignmentFacts(string JobUid, long Fence, JobPhase Phase);
