using BatchAi.Services;

namespace BatchAi.Embedded;

/// <summary>What is kept of an instance besides its history.</summary>
internal sealed record InstanceRow
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Input { get; init; }

    /// <summary>Counts from 1; continue-as-new begins the next.</summary>
    public int Run { get; init; } = 1;

    public OrchestrationStatus Status { get; init; } = OrchestrationStatus.Pending;

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public string? CustomStatus { get; init; }

    public string? Output { get; init; }

    public string? Failure { get; init; }

    /// <summary>Who waits for the end of it; null for an instance started by a client.</summary>
    public ParentCall? Parent { get; init; }

    public bool HasEnded => Status is not (OrchestrationStatus.Pending or OrchestrationStatus.Running);

    public OrchestrationState ToState() => new(Id, Name, Status, CreatedAt, UpdatedAt, CustomStatus, Output, Failure);
}
