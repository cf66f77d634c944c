using BatchAi.Model;

namespace BatchAi.NodeAgent;

/// <summary>The list of nodes that mpirun reads (runtime contract, section 9): the master first, ranks spread evenly.</summary>
internal static class Hostfile
{
    public static string Of(IReadOnlyList<GangMember> nodes, int processCount)
    {
        int slots = Math.Max(1, (processCount + nodes.Count - 1) / nodes.Count);
        return string.Concat(nodes.Select(node => $"{node.Address} slots={slots} max_slots={slots}\n"));
    }
}
