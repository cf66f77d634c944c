using BatchAi.Model;

namespace BatchAi.NodeAgent;

/// <summary>A command line in every rank; mpirun starts them, or the agents where the job asks for it.</summary>
internal static class CustomMpiToolkit
{
    public static ToolkitPlan Plan(Gang gang, CustomMpiSettings settings) => settings.Launcher == CustomMpiSettings.ByAgent
        ? RankProcesses.Of(gang, settings.ProcessCount ?? gang.Nodes.Count, settings.CommandLine ?? "")
        : MpiProcesses.Of(gang, settings.ProcessCount, settings.CommandLine ?? "");
}
