namespace BatchAi.Activities;

/// <summary>One node as a user sees it.</summary>
/// <param name="State">idle, running, preparing, unusable or leaving.</param>
/// <param name="JobUid">The job that holds it.</param>
public sealed record NodeView(string NodeId, string? Address, string State, string? JobUid, DateTimeOffset? LastHeard);
