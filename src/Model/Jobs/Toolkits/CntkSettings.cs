namespace BatchAi.Model;

/// <summary>CNTK, in Python or BrainScript.</summary>
public sealed record CntkSettings
{
    public string? LanguageType { get; init; }

    public string? ConfigFilePath { get; init; }

    public string? PythonScriptFilePath { get; init; }

    public string? PythonInterpreterPath { get; init; }

    public string? CommandLineArgs { get; init; }

    public int? ProcessCount { get; init; }
}
