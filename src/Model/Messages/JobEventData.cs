namespace BatchAi.Model;

/// <summary>The particulars of a <see cref="JobEvent"/>.</summary>
public sealed record JobEventData
{
    /// <summary>Tells the job from an earlier or later one of the same name; absent from refusals.</summary>
    public string? JobUid { get; init; }

    /// <summary>The queue message that asked for the job; absent for jobs that were put by a request.</summary>
    public string? MessageId { get; init; }

    /// <summary>succeeded or failed; of an ended job.</summary>
    public ExecutionState? ExecutionState { get; init; }

    /// <summary>Of an ended job; absent when it was terminated or its nodes failed.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Why it ended as failed.</summary>
    public IReadOnlyList<BatchAIError>? Errors { get; init; }

    /// <summary>Why the message was refused.</summary>
    public CloudErrorBody? Reason { get; init; }
}
