namespace BatchAi.Scheduling;

/// <summary>What a cluster has beyond its maximum, after a resize, and where it is taken from.</summary>
internal sealed class Surplus
{
    public Surplus(NodeInventory nodes, ScaleTarget scale)
    {
        // Lost nodes go anyway.
        int beyond = Math.Max(0, nodes.Size - scale.Maximum - nodes.Lost.Count);

        // Useless nodes first, then idle ones, then those that are not ready yet; within each the highest ordinals.
        Doomed =
        [
            .. Enumerable.Reverse(nodes.Unusable)
                .Concat(Enumerable.Reverse(nodes.Noticed))
                .Concat(Enumerable.Reverse(nodes.Free))
                .Concat(Enumerable.Reverse(nodes.Unready))
                .Take(beyond).Select(node => node.Ordinal),
        ];
        DoomedToCome = Math.Min(nodes.Coming, beyond - Doomed.Count);
        FromJobs = beyond - Doomed.Count - DoomedToCome;
    }

    /// <summary>Nodes that no job holds, to be removed, in this order; they get no job.</summary>
    public IReadOnlyList<int> Doomed { get; }

    /// <summary>Nodes asked for that are removed once they are listed.</summary>
    public int DoomedToCome { get; }

    /// <summary>How many more go when jobs give them back.</summary>
    public int FromJobs { get; }
}
