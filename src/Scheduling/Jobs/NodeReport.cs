using BatchAi.Model;

namespace BatchAi.Scheduling;

/// <summary>What one node last reported of this attempt of the job.</summary>
public sealed record NodeReport
{
    /// <summary>
    /// Stands in for a node that can hold nothing of the attempt any more: absent from the cloud's list, or registered
    /// with a new boot id.
    /// </summary>
    public static NodeReport Gone { get; } = new() { Step = JobStep.Clean };

    public required JobStep Step { get; init; }

    /// <summary>As in <see cref="JobReport.ExitCode"/>.</summary>
    public int? ExitCode { get; init; }

    /// <summary>As in <see cref="JobReport.Failure"/>.</summary>
    public BatchAIError? Failure { get; init; }

    /// <summary>As in <see cref="JobReport.EndedAt"/>, by the server's clock.</summary>
    public DateTimeOffset? EndedAt { get; init; }
}
