namespace BatchAi.NodeAgent;

/// <summary>How a command ended; written by its runner.</summary>
internal sealed record RunResult
{
    /// <summary>128 + n when signal n ended it.</summary>
    public required int ExitCode { get; init; }

    /// <summary>By the node's clock; null where the runner of an earlier release wrote it.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>True when it was asked to stop before it ended by itself: then the exit code is ours, not the command's.</summary>
    public bool Stopped { get; init; }

    /// <summary>Why the command could not be started at all.</summary>
    public string? Problem { get; init; }

    /// <summary>Code of the error that the problem is; null where nothing but the node is at fault.</summary>
    public string? ProblemCode { get; init; }
}
