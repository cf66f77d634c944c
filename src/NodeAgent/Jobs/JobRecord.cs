using BatchAi.Model;

namespace BatchAi.NodeAgent;

/// <summary>
/// What this node knows of one attempt; on disk, so that the next agent can go on. Holds no secret and nothing derived
/// from one.
/// </summary>
internal sealed record JobRecord
{
    public required string JobUid { get; init; }

    public required long Fence { get; init; }

    /// <summary>The furthest phase ever asked for; it never goes back.</summary>
    public required JobPhase Phase { get; init; }

    public JobStep Step { get; init; } = JobStep.Preparing;

    public PreparationStage Stage { get; init; }

    public int? ExitCode { get; init; }

    public BatchAIError? Failure { get; init; }

    /// <summary>When this node's part ended, by the node's clock.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>True once this node was given a process of the toolkit: only then is there something to watch.</summary>
    public bool HasProcess { get; init; }

    /// <summary>Seconds the toolkit may run.</summary>
    public double WallClockSeconds { get; init; }

    public string? LogFile { get; init; }

    /// <summary>What is to be unmounted at the end.</summary>
    public IReadOnlyList<string> MountPoints { get; init; } = [];

    /// <summary>What is to be removed at the end.</summary>
    public IReadOnlyList<string> TemporaryDirectories { get; init; } = [];

    /// <summary>Names the attempt in files and marks.</summary>
    public string Attempt => AttemptOf(JobUid, Fence);

    public JobReport ToReport() =>
        new()
        {
            JobUid = JobUid,
            Fence = Fence,
            Step = Step,
            ExitCode = ExitCode,
            Failure = Failure,
            EndedAt = EndedAt,
        };

    public static string AttemptOf(string jobUid, long fence) => $"{jobUid}-{fence}";
}
