namespace BatchAi.NodeAgent;

/// <summary>
/// Toolkits whose processes mpirun starts: the plan is one process, on the master. Each rank runs its command by bash on its own node,
/// so that variables mean what they mean there.
/// </summary>
internal static class MpiProcesses
{
    /// <param name="processes">Null is one a node.</param>
    /// <param name="rankCommand">What every rank runs.</param>
    public static ToolkitPlan Of(Gang gang, int? processes, string rankCommand)
    {
        int count = processes ?? gang.Nodes.Count;
        return new ToolkitPlan(count, [new ProcessPlan { CommandLine = $"{JobTools.Mpi} {count} {CommandText.Literal(rankCommand)}" }]);
    }
}
