namespace BatchAi.Scheduling;

/// <summary>
/// The nodes of a snapshot sorted by what can be done with them; every list is in ordinal order, and every node is in
/// exactly one.
/// </summary>
internal sealed class NodeInventory
{
    private readonly Dictionary<int, NodeSnapshot> _byOrdinal = [];
    private readonly HashSet<int> _held = [];

    public NodeInventory(ClusterSnapshot seen)
    {
        foreach (HoldingJob job in seen.Holding)
            _held.UnionWith(job.Nodes);

        foreach (NodeSnapshot node in seen.Nodes.OrderBy(node => node.Ordinal))
        {
            if (_byOrdinal.TryAdd(node.Ordinal, node))
                ListFor(node).Add(node);
        }

        Present = _byOrdinal.Count - Leaving.Count;
        Size = Math.Max(seen.Capacity.AskedSize ?? 0, Present);
        LostNow = [.. Lost.Take(SchedulingLimits.LossesPerDecision(Present)).Select(node => node.Ordinal)];
    }

    public List<NodeSnapshot> Leaving { get; } = [];

    /// <summary>Of no use any more, where another in their place would be.</summary>
    public List<NodeSnapshot> Lost { get; } = [];

    /// <summary>Held by a job, and not lost.</summary>
    public List<NodeSnapshot> Held { get; } = [];

    public List<NodeSnapshot> Unusable { get; } = [];

    /// <summary>Held by no job; the platform will take them.</summary>
    public List<NodeSnapshot> Noticed { get; } = [];

    /// <summary>Ready for a job.</summary>
    public List<NodeSnapshot> Free { get; } = [];

    /// <summary>Held by no job; preparing or unclear.</summary>
    public List<NodeSnapshot> Unready { get; } = [];

    /// <summary>The lost nodes that this decision treats as gone; the brake leaves the others for the next.</summary>
    public IReadOnlyList<int> LostNow { get; }

    /// <summary>Nodes that exist and are not leaving.</summary>
    public int Present { get; }

    /// <summary>Nodes that exist or were asked for.</summary>
    public int Size { get; }

    /// <summary>Asked for, not listed yet.</summary>
    public int Coming => Size - Present;

    /// <summary>So many nodes failed their set-up that another would fail, too.</summary>
    public bool SetupIsBroken =>
        Unusable.Count >= SchedulingLimits.BrokenSetups && Unusable.Count >= Free.Count + Held.Count + Noticed.Count;

    /// <summary>True when the node is gone from the list, or is going.</summary>
    public bool IsLeavingOrGone(int ordinal) =>
        !_byOrdinal.TryGetValue(ordinal, out NodeSnapshot? node) || node.Condition == NodeCondition.Leaving;

    /// <summary>True when the platform has announced that it takes the node.</summary>
    public bool IsNoticed(int ordinal) => _byOrdinal.TryGetValue(ordinal, out NodeSnapshot? node) && node.EvictionNoticed;

    /// <summary>How many of a job's nodes exist and are not lost.</summary>
    public int Existing(HoldingJob job) => job.Nodes.Count(ordinal =>
        _byOrdinal.TryGetValue(ordinal, out NodeSnapshot? node) && node.Condition is not (NodeCondition.Leaving or NodeCondition.Lost));

    /// <summary>How many of a job's nodes can take another job once it gives them back.</summary>
    public int Returning(HoldingJob job) => job.Nodes.Count(ordinal =>
        _byOrdinal.TryGetValue(ordinal, out NodeSnapshot? node)
        && node is { EvictionNoticed: false, Condition: NodeCondition.Ready or NodeCondition.Preparing or NodeCondition.Unclear });

    private List<NodeSnapshot> ListFor(NodeSnapshot node) => node switch
    {
        { Condition: NodeCondition.Leaving } => Leaving,
        { Condition: NodeCondition.Lost } => Lost,
        _ when _held.Contains(node.Ordinal) => Held,
        { Condition: NodeCondition.WornOut } => Lost,
        { Condition: NodeCondition.Unusable } => Unusable,
        { EvictionNoticed: true } => Noticed,
        { Condition: NodeCondition.Ready } => Free,
        _ => Unready,
    };
}
