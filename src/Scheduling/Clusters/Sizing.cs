namespace BatchAi.Scheduling;

/// <summary>How large the cluster should be, and which nodes go by name.</summary>
internal sealed class Sizing
{
    private readonly ClusterSnapshot _seen;
    private readonly DateTimeOffset _now;
    private readonly NodeInventory _nodes;
    private readonly Surplus _surplus;
    private readonly List<int> _removals = [];
    private readonly int _spareReady;
    private readonly int _spare;

    public Sizing(
        ClusterSnapshot seen,
        DateTimeOffset now,
        NodeInventory nodes,
        Surplus surplus,
        Supply supply,
        Placement placement,
        Demand demand)
    {
        (_seen, _now, _nodes, _surplus) = (seen, now, nodes, surplus);
        CapacitySnapshot capacity = seen.Capacity;
        bool mayRemove = capacity is { AskedSize: not null, InFlight: false };
        int brake = SchedulingLimits.RemovalsPerDecision(nodes.Present);

        int kept = demand.Nodes + KeptForBlocked(demand);
        int aboveMinimum = nodes.Present - nodes.Lost.Count - surplus.Doomed.Count - seen.Scale.Minimum;
        _spareReady = placement.Free - kept;
        _spare = Math.Min(placement.Free + supply.Soon - kept, aboveMinimum);
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

    /// <summary>Nodes that a gang waiting for running jobs will use are kept, if a new node would hardly be there sooner.</summary>
    private int KeptForBlocked(Demand demand) =>
        demand.Blocked is { } blocked && demand.BlockedStart <= _now.Plus(SchedulingLimits.PreparationAllowance) ? blocked.NodeCount : 0;

    /// <summary>
    /// Gangs on their way to a start keep what exists, ready nodes before others; nodes still to come may turn out to
    /// be too many, and go later.
    /// </summary>
    private List<int> Expired(Placement placement)
    {
        if (_spare <= 0)
            return [];

        HashSet<int> taken = [.. _surplus.Doomed, .. placement.Reservations.SelectMany(gang => gang.Nodes)];
        List<(int Ordinal, DateTimeOffset At)> ready = Idle(_nodes.Free, taken, TimeSpan.Zero);
        List<(int Ordinal, DateTimeOffset At)> unready = Idle(_nodes.Unready, taken, SchedulingLimits.PreparationAllowance);

        List<int> expired = [.. Due(ready).Take(_spareReady).Concat(Due(unready)).OrderDescending().Take(_spare)];
        if (expired.Count < _spare)
            NextExpiry = (_spareReady > 0 ? ready.Concat(unready) : unready)
                .Where(node => node.At > _now)
                .Select(node => (DateTimeOffset?)node.At)
                .Min();

        return expired;
    }

    private IEnumerable<int> Due(List<(int Ordinal, DateTimeOffset At)> idle) =>
        idle.Where(node => node.At <= _now).Select(node => node.Ordinal).OrderDescending();

    private List<(int Ordinal, DateTimeOffset At)> Idle(List<NodeSnapshot> nodes, HashSet<int> taken, TimeSpan allowance) =>
        [
            .. nodes
                .Where(node => !taken.Contains(node.Ordinal))
                .Select(node => (node.Ordinal, (node.IdleSince ?? node.KnownSince).Plus(_seen.Scale.IdleWait).Plus(allowance))),
        ];
}
