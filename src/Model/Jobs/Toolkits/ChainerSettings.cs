namespace BatchAi.Model;

/// <summary>Chainer over MPI.</summary>
public sealed record ChainerSettings
{
    public string? PythonScriptFilePath { get; init; }

    public string? PythonInterpreterPath { get; init; }

    public string? CommandLineArgs { get; init; }

    public int? ProcessCount { get; init; }
}
