using BatchAi.Model;

namespace BatchAi.NodeAgent;

/// <summary>A Python script, or <c>caffe train</c> with a solver's file, in every rank that mpirun starts.</summary>
internal static class CaffeToolkit
{
    public static ToolkitPlan Plan(Gang gang, CaffeSettings settings) => MpiProcesses.Of(
        gang,
        settings.ProcessCount,
        settings.PythonScriptFilePath is { } script
            ? CommandText.Python(settings.PythonInterpreterPath, script, settings.CommandLineArgs)
            : CommandText.Words("caffe train", $"--solver={CommandText.Path(settings.ConfigFilePath ?? "")}", settings.CommandLineArgs));
}
