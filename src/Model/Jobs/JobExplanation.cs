namespace BatchAi.Model;

/// <summary>Why a job waits: answer of <c>GET …/jobs/{name}/explain</c> at 2026-11-01.</summary>
public sealed record JobExplanation
{
    /// <summary>Stable, for programs: for example <c>WaitingForNodes</c>.</summary>
    public required string Code { get; init; }

    /// <summary>One line for people.</summary>
    public required string Message { get; init; }
}
