namespace BatchAi.Scheduling;

/// <summary>How large the cluster should be, and which nodes go by name.</summary>
internal sealed class Sizing
{
    private readonly ClusterSnapshot _seen;
    private readonly DateTimeOffset _now;
    private readonly NodeInventory _nodes;
    private readonly Surplus _surplus;
    private readonly List<int> _removals = [];

    public Sizing(ClusterSnapshot seen, DateTimeOffset now, NodeInventory nodes, Surplus surplus, Placement placement, Demand demand)
    {
        (_seen, _now, _nodes, _surplus) = (seen, now, nodes, surplus);
        CapacitySnapshot capacity = seen.Capacity;
        bool mayRemove = capacity is { AskedSize: not null, InFlight: false };
        int brake = SchedulingLimits.RemovalsPerDecision(nodes.Present);

        IdleSpare = Math.Min(demand.Pool - demand.Nodes - KeptForBlocked(demand), nodes.Size - nodes.Lost.Count - surplus.Doomed.Count - seen.Scale.Minimum);
        List<int> idle = seen.Scale.Automatic ? Expired(placement) : [];
        if (mayRemove)
        {
            _removals.AddRange(nodes.LostNow);
            _removals.AddRange(surplus.Doomed.Take(brake - _removals.Count));
            _removals.AddRange(idle.Take(brake - _removals.Count));
            Braked = _removals.Count < nodes.Lost.Count + surplus.Doomed.Count + idle.Count;
        }

        int left = nodes.Size - _removals.Count;
        Wish = Math.Max(0, Math.Max(demand.Nodes - demand.Pool, Math.Min(seen.Scale.Minimum, seen.Scale.Maximum) - left));
        Raise = !mayRemove || now < capacity.BackoffUntil ? 0 : Math.Min(Wish, Math.Max(0, capacity.QuotaNodesLeft ?? int.MaxValue));
        WantedSize = Raise > 0 ? left + Raise : Math.Max(0, (capacity.AskedSize ?? nodes.Present) - _removals.Count);
    }

    /// <summary>Lost ones first, then those beyond the maximum, then idle ones.</summary>
    public IReadOnlyList<int> Removals => _removals;

    /// <summary>As in the decision.</summary>
    public int WantedSize { get; }

    /// <summary>How many nodes are asked for now.</summary>
    public int Raise { get; }

    /// <summary>How many nodes should be asked for; not all may be, at present.</summary>
    public int Wish { get; }

    /// <summary>There was more to remove than one decision may.</summary>
    public bool Braked { get; }

    /// <summary>When the next idle node may go; null when none is to go.</summary>
    public DateTimeOffset? NextExpiry { get; private set; }

    private int IdleSpare { get; }

    /// <summary>Nodes that a gang waiting for running jobs will use are kept, if a new node would hardly be there sooner.</summary>
    private int KeptForBlocked(Demand demand) =>
        demand.Blocked is { } blocked && demand.BlockedStart <= _now.Plus(SchedulingLimits.PreparationAllowance) ? blocked.NodeCount : 0;

    private List<int> Expired(Placement placement)
    {
        if (IdleSpare <= 0)
            return [];

        HashSet<int> taken = [.. _surplus.Doomed, .. placement.Reservations.SelectMany(gang => gang.Nodes)];
        List<(int Ordinal, DateTimeOffset At)> idle =
        [
            .. _nodes.Free.Select(node => (node.Ordinal, (node.IdleSince ?? node.KnownSince).Plus(_seen.Scale.IdleWait))),
            .. _nodes.Unready.Select(node => (node.Ordinal, (node.IdleSince ?? node.KnownSince).Plus(_seen.Scale.IdleWait).Plus(SchedulingLimits.PreparationAllowance))),
        ];
        idle.RemoveAll(node => taken.Contains(node.Ordinal));
        List<int> expired = [.. idle.Where(node => node.At <= _now).OrderByDescending(node => node.Ordinal).Select(node => node.Ordinal).Take(IdleSpare)];

        if (expired.Count < IdleSpare)
            NextExpiry = idle.Where(node => node.At > _now).Select(node => (DateTimeOffset?)node.At).Min();

        return expired;
    }
}
