namespace BatchAi.Activities;

/// <summary>What an engine knows of an instance.</summary>
/// <param name="CustomStatus">What the orchestration last set, as it set it.</param>
/// <param name="Failure">Text of the exception that ended it, at most 16 KB.</param>
public sealed record OrchestrationState(string InstanceId, string Name, OrchestrationStatus Status, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, string? CustomStatus, string? Output, string? Failure);
