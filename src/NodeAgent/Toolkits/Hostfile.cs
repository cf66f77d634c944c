using BatchAi.Model;

namespace BatchAi.NodeAgent;

/// <summary>
/// The list of nodes that mpirun reads (runtime contract, section 9): the master first, ranks spread evenly. A node without a rank
/// still has one slot, for users who start something of their own on every node.
/// </summary>
internal static class Hostfile
{
    /// <summary>As Open MPI reads it.</summary>
    public static string Of(IReadOnlyList<GangMember> nodes, int processes) =>
        string.Concat(Slots(nodes, processes).Select(node => $"{node.Address} slots={node.Slots} max_slots={node.Slots}\n"));

    /// <summary>As Hydra reads it, which starts the processes of MPICH and Intel MPI.</summary>
    public static string ForHydra(IReadOnlyList<GangMember> nodes, int processes) =>
        string.Concat(Slots(nodes, processes).Select(node => $"{node.Address}:{node.Slots}\n"));

    private static IEnumerable<(string Address, int Slots)> Slots(IReadOnlyList<GangMember> nodes, int processes) =>
        nodes.Zip(RankPlacement.Counts(processes, nodes.Count), (node, count) => (node.Address, Math.Max(1, count)));
}
