namespace BatchAi.Model;

/// <summary>What became of one attempt of a job on one node; repeated in every sync until the assignment is gone.</summary>
public sealed record JobReport
{
    public required string JobUid { get; init; }

    /// <summary>The attempt: the fence of the decision that reserved the nodes.</summary>
    public required long Fence { get; init; }

    public required JobStep Step { get; init; }

    /// <summary>Exit code of the preparation or the toolkit once it has ended; kept through the later steps.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Why this node's part failed; null when it did not, or has not ended.</summary>
    public BatchAIError? Failure { get; init; }

    /// <summary>When this node's part ended, by the node's clock; null before that, and from agents that do not say.</summary>
    public DateTimeOffset? EndedAt { get; init; }
}
