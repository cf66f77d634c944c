using BatchAi.Model;

namespace BatchAi.Activities;

/// <summary>What came of a job message. While its row is kept, another delivery of it makes no job.</summary>
public sealed record HandledMessage
{
    public required string Id { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Null when the message does not name one.</summary>
    public JobId? Job { get; init; }

    /// <summary>Null when it was refused.</summary>
    public string? JobUid { get; init; }

    /// <summary>Null when it became a job.</summary>
    public CloudErrorBody? Refusal { get; init; }

    /// <summary>Where its text lies when it was too large for the queue.</summary>
    public string? Blob { get; init; }
}
