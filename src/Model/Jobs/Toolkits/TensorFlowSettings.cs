namespace BatchAi.Model;

/// <summary>TensorFlow; worker 0 is the master.</summary>
public sealed record TensorFlowSettings
{
    public string? PythonScriptFilePath { get; init; }

    public string? PythonInterpreterPath { get; init; }

    public string? MasterCommandLineArgs { get; init; }

    public string? WorkerCommandLineArgs { get; init; }

    public string? ParameterServerCommandLineArgs { get; init; }

    public int? WorkerCount { get; init; }

    public int? ParameterServerCount { get; init; }
}
