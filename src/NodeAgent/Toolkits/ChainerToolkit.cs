using BatchAi.Model;

namespace BatchAi.NodeAgent;

/// <summary>A Python script in every rank that mpirun starts.</summary>
internal static class ChainerToolkit
{
    public static ToolkitPlan Plan(Gang gang, ChainerSettings settings) => MpiProcesses.Of(
        gang,
        settings.ProcessCount,
        CommandText.Python(settings.PythonInterpreterPath, settings.PythonScriptFilePath, settings.CommandLineArgs));
}
