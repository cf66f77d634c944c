using BatchAi.Model;

namespace BatchAi.NodeAgent;

/// <summary>The whole command line in bash, on the master alone; the other nodes are prepared and held for it.</summary>
internal static class CustomToolkit
{
    public static ToolkitPlan Plan(Gang gang, CustomToolkitSettings settings) =>
        new(gang.Nodes.Count, [new ProcessPlan { CommandLine = settings.CommandLine ?? "" }]);
}
