using BatchAi.Model;

namespace BatchAi.State;

/// <summary>The resource document of a job. While the job has a facts row, that one is the authority on its execution.</summary>
public sealed record JobRow
{
    public required JobId Id { get; init; }

    /// <summary>Lower-case hex, made at creation: a job of the same name made later has another.</summary>
    public required string Uid { get; init; }

    public required ClusterId Cluster { get; init; }

    public required string ClusterUid { get; init; }

    /// <summary>What the request gave, defaults filled in, no secret values.</summary>
    public required JobProperties Properties { get; init; }

    public required ProvisioningState State { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When <see cref="State"/> last changed.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>The queue message that asked for it; null when a request did.</summary>
    public string? MessageId { get; init; }

    /// <summary>How it ended, copied from the facts; null before.</summary>
    public JobExecution? Ended { get; init; }
}

/// <summary>Where a job's execution stands, as a GET shows it.</summary>
/// <param name="ChangedAt">When <paramref name="State"/> last changed.</param>
/// <param name="Info">Null while queued.</param>
public sealed record JobExecution(ExecutionState State, DateTimeOffset ChangedAt, ExecutionInfo? Info);
