using BatchAi.Model;

namespace BatchAi.Activities;

/// <summary>One node as a user sees it.</summary>
/// <param name="JobUid">The job that holds it.</param>
public sealed record NodeView(string NodeId, string? Address, NodeUse Use, string? JobUid, DateTimeOffset? LastHeard, BatchAIError? Problem);
