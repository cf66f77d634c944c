using BatchAi.Model;

namespace BatchAi.NodeAgent;

/// <summary>One Python process a node, all started at once; they find each other through files in the shared directory.</summary>
internal static class Caffe2Toolkit
{
    public static ToolkitPlan Plan(Gang gang, Caffe2Settings settings) => RankProcesses.Of(
        gang,
        gang.Nodes.Count,
        CommandText.Python(settings.PythonInterpreterPath, settings.PythonScriptFilePath, settings.CommandLineArgs));
}
