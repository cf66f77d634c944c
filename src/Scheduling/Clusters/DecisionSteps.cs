namespace BatchAi.Scheduling;

/// <summary>
/// All steps of one decision, in the order in which they depend on each other; the decision and the reasons for waiting
/// are both read off it.
/// </summary>
internal sealed class DecisionSteps
{
    public DecisionSteps(ClusterSnapshot seen, DateTimeOffset now)
    {
        Seen = seen;
        Now = now;
        Nodes = new NodeInventory(seen);
        Surplus = new Surplus(Nodes, seen.Scale);
        Evictions = Scheduling.Evictions.Decide(seen, Nodes, Surplus);
        Supply = new Supply(seen, now, Nodes, Surplus, Evictions);
        Placement = new Placement(seen, now, Supply);
        Demand = new Demand(Placement, Supply);
        Sizing = new Sizing(seen, now, Nodes, Surplus, Supply, Placement, Demand);
    }

    public ClusterSnapshot Seen { get; }

    public DateTimeOffset Now { get; }

    public NodeInventory Nodes { get; }

    public Surplus Surplus { get; }

    public IReadOnlyList<Eviction> Evictions { get; }

    public Supply Supply { get; }

    public Placement Placement { get; }

    public Demand Demand { get; }

    public Sizing Sizing { get; }

    /// <summary>The quota leaves less room than the maximum does.</summary>
    public bool QuotaIsShort => Supply.GrowNow < Supply.RoomNow;
}
