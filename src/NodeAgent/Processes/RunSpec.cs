namespace BatchAi.NodeAgent;

/// <summary>What a runner is to run. It reaches the runner through a pipe: the variables hold secrets and never touch the disk.</summary>
internal sealed record RunSpec
{
    /// <summary>Run by bash.</summary>
    public required string CommandLine { get; init; }

    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Null is the agent's own user.</summary>
    public JobUser? User { get; init; }

    /// <summary>
    /// With whose rights the output files are opened, where they lie among files of jobs that the command's own user is not; null: that
    /// user's.
    /// </summary>
    public JobUser? OutputUser { get; init; }

    public required string WorkingDirectory { get; init; }

    /// <summary>Appended to.</summary>
    public required string OutputFile { get; init; }

    /// <summary>Appended to.</summary>
    public required string ErrorFile { get; init; }

    /// <summary>Between SIGTERM and SIGKILL when the command is told to stop.</summary>
    public required double StopGraceSeconds { get; init; }

    /// <summary>The same for what the command leaves behind when it ends by itself; null is as long.</summary>
    public double? LeftOverGraceSeconds { get; init; }

    /// <summary>
    /// What the command has started when it ends well goes on, below its runner, until it is stopped: daemons of a setup
    /// task are there for the jobs to come.
    /// </summary>
    public bool LeavesProcesses { get; init; }
}
