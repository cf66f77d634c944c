using BatchAi.Model;

namespace BatchAi.Scheduling;

/// <summary>How a job ended: exit code 0 and no error is success.</summary>
public sealed record JobResult
{
    /// <summary>Null where nothing ran to its end, for example after a terminate.</summary>
    public int? ExitCode { get; init; }

    public BatchAIError? Error { get; init; }

    /// <summary>When what decides the result happened; null when that is the moment of the decision.</summary>
    public DateTimeOffset? EndedAt { get; init; }
}
