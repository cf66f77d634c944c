namespace BatchAi.Model;

/// <summary>Caffe: the config file or the script, not both.</summary>
public sealed record CaffeSettings
{
    public string? ConfigFilePath { get; init; }

    public string? PythonScriptFilePath { get; init; }

    public string? PythonInterpreterPath { get; init; }

    public string? CommandLineArgs { get; init; }

    public int? ProcessCount { get; init; }
}
