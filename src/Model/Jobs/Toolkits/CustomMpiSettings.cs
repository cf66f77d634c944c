namespace BatchAi.Model;

/// <summary>A command line run by mpirun.</summary>
public sealed record CustomMpiSettings
{
    public string? CommandLine { get; init; }

    public int? ProcessCount { get; init; }
}
