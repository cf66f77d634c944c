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

    /// <summary>The toolkit's processes on this node, from before they are started: only then is there something to watch.</summary>
    public IReadOnlyList<StartedProcess> Processes { get; init; } = [];

    /// <summary>How many nodes of the job have a process that it waits for; null until this node knows.</summary>
    public int? AwaitedNodes { get; init; }

    /// <summary>As in <see cref="JobReport.IsQuiet"/>.</summary>
    public bool? IsQuiet { get; init; }

    /// <summary>As in <see cref="JobReport.SomeEnded"/>.</summary>
    public bool SomeEnded { get; init; }

    /// <summary>Seconds the toolkit may run.</summary>
    public double WallClockSeconds { get; init; }

    /// <summary>Seconds between SIGTERM and SIGKILL that the job asked for; null: it did not, or was not launched.</summary>
    public double? StopGraceSeconds { get; init; }

    /// <summary>The same, or what the node's configuration says.</summary>
    public double GraceOr(AgentConfig config) => StopGraceSeconds ?? config.StopGraceSeconds;

    /// <summary>Where the gang reaches this node by ssh.</summary>
    public ShellEnd? Shell { get; init; }

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
            AwaitedNodes = AwaitedNodes,
            IsQuiet = IsQuiet,
            SomeEnded = SomeEnded,
            Shell = Shell,
        };

    public static string AttemptOf(string jobUid, long fence) => $"{jobUid}-{fence}";
}

/// <summary>A process of the toolkit on this node.</summary>
/// <param name="Name">As in <see cref="ProcessPlan.Name"/>.</param>
/// <param name="Title">As in <see cref="ProcessPlan.Title"/>.</param>
/// <param name="IsAwaited">As in <see cref="ProcessPlan.IsAwaited"/>.</param>
internal sealed record StartedProcess(string Name, string Title, bool IsAwaited);
