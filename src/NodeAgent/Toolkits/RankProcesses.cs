namespace BatchAi.NodeAgent;

/// <summary>
/// Toolkits whose ranks the agents start, each on its node. Beside the old service's index every rank sees the variables that PyTorch's
/// own launcher sets, which most of today's programs read.
/// </summary>
internal static class RankProcesses
{
    /// <summary>The rank, from 0.</summary>
    public const string TaskIndex = "AZ_BATCHAI_TASK_INDEX";

    /// <param name="more">Variables that are the same for all ranks.</param>
    public static ToolkitPlan Of(Gang gang, int processes, string command, IReadOnlyDictionary<string, string>? more = null) =>
        new(processes, [.. RankPlacement.Ranks(processes, gang.Nodes.Count).Select(place => Rank(gang, processes, command, more, place))]);

    /// <summary>How the ranks find the first of them.</summary>
    public static Dictionary<string, string> Rendezvous(Gang gang, int processes) => new()
    {
        ["MASTER_ADDR"] = gang.Master,
        ["MASTER_PORT"] = $"{gang.Port(onNode: 0, inJob: 0)}",
        ["WORLD_SIZE"] = $"{processes}",
    };

    private static ProcessPlan Rank(
        Gang gang, int processes, string command, IReadOnlyDictionary<string, string>? more, RankPlace place)
    {
        Dictionary<string, string> variables = Rendezvous(gang, processes);
        variables[TaskIndex] = $"{place.Rank}";
        variables["RANK"] = $"{place.Rank}";
        variables["LOCAL_RANK"] = $"{place.Local}";
        variables["LOCAL_WORLD_SIZE"] = $"{place.LocalCount}";
        variables["NODE_RANK"] = $"{place.Node}";
        foreach ((string name, string value) in more ?? new Dictionary<string, string>())
            variables[name] = value;
        return new ProcessPlan
        {
            Node = place.Node,
            Name = $"{place.Rank}",
            Title = $"rank {place.Rank}",
            CommandLine = command,
            Variables = variables,
        };
    }
}
