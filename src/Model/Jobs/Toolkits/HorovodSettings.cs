namespace BatchAi.Model;

/// <summary>Horovod over MPI.</summary>
public sealed record HorovodSettings
{
    public string? PythonScriptFilePath { get; init; }

    public string? PythonInterpreterPath { get; init; }

    public string? CommandLineArgs { get; init; }

    public int? ProcessCount { get; init; }
}
