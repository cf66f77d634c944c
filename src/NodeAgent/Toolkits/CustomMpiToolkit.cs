using BatchAi.Model;

namespace BatchAi.NodeAgent;

/// <summary>A command line in every rank that mpirun starts.</summary>
internal static class CustomMpiToolkit
{
    public static ToolkitPlan Plan(Gang gang, CustomMpiSettings settings) =>
        MpiProcesses.Of(gang, settings.ProcessCount, settings.CommandLine ?? "");
}
