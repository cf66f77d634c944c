using BatchAi.Model;

namespace BatchAi.NodeAgent;

/// <summary>A Python script, or <c>cntk</c> with a BrainScript file, in every rank that mpirun starts.</summary>
internal static class CntkToolkit
{
    public static ToolkitPlan Plan(Gang gang, CntkSettings settings) => MpiProcesses.Of(
        gang,
        settings.ProcessCount,
        settings.PythonScriptFilePath is { } script
            ? CommandText.Python(settings.PythonInterpreterPath, script, settings.CommandLineArgs)
            : CommandText.Words("cntk", $"configFile={CommandText.Path(settings.ConfigFilePath ?? "")}", settings.CommandLineArgs));
}
