namespace BatchAi.Scheduling;

/// <summary>When nodes that are not free now are expected to be.</summary>
internal sealed class Forecast
{
    private readonly List<(DateTimeOffset At, int Nodes)> _gains = [];

    /// <summary>All nodes ever expected.</summary>
    public int Total { get; private set; }

    public Forecast Copy()
    {
        Forecast copy = new();
        foreach ((DateTimeOffset at, int nodes) in _gains)
            copy.Add(at, nodes);
        return copy;
    }

    public void Add(DateTimeOffset at, int nodes)
    {
        if (nodes <= 0)
            return;

        _gains.Add((at, nodes));
        Total += nodes;
    }

    /// <summary>Takes nodes out again, the first to come first: they will not be given to jobs.</summary>
    public void DropFirst(int nodes)
    {
        _gains.Sort((left, right) => left.At.CompareTo(right.At));
        for (int next = 0; next < _gains.Count && nodes > 0; next++)
        {
            int dropped = Math.Min(nodes, _gains[next].Nodes);
            _gains[next] = _gains[next] with { Nodes = _gains[next].Nodes - dropped };
            Total -= dropped;
            nodes -= dropped;
        }
    }

    /// <summary>
    /// When a gang can start if <paramref name="free"/> nodes are free already, and how many nodes it leaves over then;
    /// never is <see cref="DateTimeOffset.MaxValue"/>.
    /// </summary>
    public (DateTimeOffset At, int Spare) StartOf(int gang, int free)
    {
        foreach (
            IGrouping<DateTimeOffset, (DateTimeOffset At, int Nodes)> moment in _gains
                .GroupBy(gain => gain.At)
                .OrderBy(moment => moment.Key))
        {
            free += moment.Sum(gain => gain.Nodes);
            if (free >= gang)
                return (moment.Key, free - gang);
        }

        return (DateTimeOffset.MaxValue, Math.Max(0, free - gang));
    }
}
