using BatchAi.Model;

namespace BatchAi.Activities;

/// <summary>Where a job's execution stands, as a GET shows it.</summary>
/// <param name="ChangedAt">When <paramref name="State"/> last changed.</param>
/// <param name="Info">Null while queued.</param>
public sealed record JobExecution(ExecutionState State, DateTimeOffset ChangedAt, ExecutionInfo? Info);
