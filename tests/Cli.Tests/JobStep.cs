namespace BatchAi.Cli.Tests;

/// <summary>What the fake server says of a job, one step each time it is asked.</summary>
internal sealed record JobStep(string State)
{
    public string? Reason { get; init; }

    public int? ExitCode { get; init; }

    public string? ErrorCode { get; init; }

    /// <summary>Added to stdout.txt.</summary>
    public string Output { get; init; } = "";

    /// <summary>Added to stderr.txt.</summary>
    public string Error { get; init; } = "";
}
