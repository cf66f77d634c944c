namespace BatchAi.NodeAgent;

/// <summary>What a job starts, on all its nodes.</summary>
/// <param name="Ranks">The processes that the hostfile spreads over the nodes.</param>
/// <param name="Processes">Started by the agents, each on its node.</param>
internal sealed record ToolkitPlan(int Ranks, IReadOnlyList<ProcessPlan> Processes)
{
    public IEnumerable<ProcessPlan> On(int node) => Processes.Where(process => process.Node == node);

    /// <summary>How many nodes have a process that the job waits for.</summary>
    public int AwaitedNodes => Processes.Where(process => process.IsAwaited).Select(process => process.Node).Distinct().Count();
}
