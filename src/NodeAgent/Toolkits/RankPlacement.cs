namespace BatchAi.NodeAgent;

/// <summary>
/// Spreads the ranks of a job over its nodes: as evenly as may be, the first nodes take what is over, neighbours share a node.
/// </summary>
internal static class RankPlacement
{
    /// <summary>How many ranks each node has.</summary>
    public static IReadOnlyList<int> Counts(int processes, int nodes) =>
        [.. Enumerable.Range(0, nodes).Select(node => (processes / nodes) + (node < processes % nodes ? 1 : 0))];

    /// <summary>Each rank's node, its number there, and how many are there.</summary>
    public static IEnumerable<RankPlace> Ranks(int processes, int nodes) =>
        Counts(processes, nodes)
            .SelectMany((count, node) => Enumerable.Range(0, count).Select(local => (Node: node, Local: local, Count: count)))
            .Select((place, rank) => new RankPlace(rank, place.Node, place.Local, place.Count));
}

/// <param name="Rank">In the job, from 0.</param>
/// <param name="Node">Index in the gang.</param>
/// <param name="Local">Among the ranks of its node, from 0.</param>
/// <param name="LocalCount">Ranks of its node.</param>
internal sealed record RankPlace(int Rank, int Node, int Local, int LocalCount);
