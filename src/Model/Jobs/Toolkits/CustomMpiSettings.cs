namespace BatchAi.Model;

/// <summary>A command line run in ranks.</summary>
public sealed record CustomMpiSettings
{
    public string? CommandLine { get; init; }

    public int? ProcessCount { get; init; }

    /// <summary>
    /// Who starts the ranks: <see cref="ByMpirun"/>, the default, or <see cref="ByAgent"/>, the nodes' own agents. From 2026-11-01 on.
    /// </summary>
    public string? Launcher { get; init; }

    public const string ByMpirun = "mpirun";

    /// <summary>Needs no MPI; each rank has its own output files.</summary>
    public const string ByAgent = "agent";
}
