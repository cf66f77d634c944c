namespace BatchAi.Model;

/// <summary>When an attempt that ended badly is followed by another. From 2026-11-01 on; without it no exit code is retried.</summary>
public sealed record JobRetryPolicy
{
    /// <summary>Retries that a policy which names none allows.</summary>
    public const int DefaultRetries = 3;

    /// <summary>Exit codes, 1 to 255, after which the job runs again.</summary>
    public IReadOnlyList<int>? ExitCodes { get; init; }

    /// <summary>The same as spans.</summary>
    public IReadOnlyList<ExitCodeRange>? ExitCodeRanges { get; init; }

    /// <summary>How often it runs again after one of these exit codes; <see cref="DefaultRetries"/> when absent.</summary>
    public int? MaxRetries { get; init; }

    /// <summary>
    /// How many attempts may be lost with a node, by eviction or failure, before the job fails; without a limit when absent, as the old
    /// service did. A resize by the user does not count.
    /// </summary>
    public int? MaxNodeLosses { get; init; }

    /// <summary>
    /// True: it also runs again, and that counts as a retry, when it looks hung: some of its processes have ended well and no other has
    /// written anything for ten minutes.
    /// </summary>
    public bool? WhenHung { get; init; }

    /// <summary>Whether the job runs again when so many attempts were lost with a node.</summary>
    public bool TakesLosses(int losses) => MaxNodeLosses is not { } most || losses <= most;

    /// <summary>Whether the job runs again when it looks hung and did so <paramref name="retries"/> times already.</summary>
    public bool RetriesHung(int retries) => WhenHung == true && retries < (MaxRetries ?? DefaultRetries);

    /// <summary>Whether the job runs again after this exit code, when it did so <paramref name="retries"/> times already.</summary>
    public bool Retries(int exitCode, int retries) =>
        exitCode != 0
        && retries < (MaxRetries ?? DefaultRetries)
        && ((ExitCodes ?? []).Contains(exitCode) || (ExitCodeRanges ?? []).Any(range => range.Start <= exitCode && exitCode <= range.End));
}

/// <summary>Exit codes from one to another, both included.</summary>
public sealed record ExitCodeRange
{
    public int? Start { get; init; }

    public int? End { get; init; }
}
