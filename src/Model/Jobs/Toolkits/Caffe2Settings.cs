namespace BatchAi.Model;

/// <summary>Caffe2: one process a node.</summary>
public sealed record Caffe2Settings
{
    public string? PythonScriptFilePath { get; init; }

    public string? PythonInterpreterPath { get; init; }

    public string? CommandLineArgs { get; init; }
}
