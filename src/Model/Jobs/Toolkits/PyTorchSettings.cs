namespace BatchAi.Model;

/// <summary>PyTorch; world size is the user's business.</summary>
public sealed record PyTorchSettings
{
    public string? PythonScriptFilePath { get; init; }

    public string? PythonInterpreterPath { get; init; }

    public string? CommandLineArgs { get; init; }

    public int? ProcessCount { get; init; }

    public string? CommunicationBackend { get; init; }
}
