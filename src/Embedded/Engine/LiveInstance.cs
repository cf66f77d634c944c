namespace BatchAi.Embedded;

/// <summary>An unfinished instance in memory: its history, what waits for its next turn, and what it has under way.</summary>
internal sealed class LiveInstance(InstanceRow row)
{
    private readonly List<HistoryEvent> _history = [];
    private readonly List<HistoryEvent.Arrival> _inbox = [];

    public InstanceRow Row { get; set; } = row;

    public string Id => Row.Id;

    public IReadOnlyList<HistoryEvent> History => _history;

    /// <summary>Time of the last arrival taken; the next is never before it, also when the clock is set back.</summary>
    public DateTimeOffset LastAt { get; private set; } = row.CreatedAt;

    /// <summary>Turns of this run that are kept.</summary>
    public int Turns { get; private set; }

    public long HistoryLength { get; private set; }

    public bool IsReady { get; set; }

    public bool IsWarned { get; set; }

    /// <summary>A broken rule noticed outside a turn.</summary>
    public string? Fault { get; set; }

    /// <summary>Commands of this run that are under way in this process; a restart begins them all again.</summary>
    public HashSet<int> UnderWay { get; } = [];

    public Dictionary<int, DueItem> Timers { get; } = [];

    /// <summary>An instance as the store kept it.</summary>
    public static LiveInstance Restore(StoredInstance stored)
    {
        LiveInstance instance = new(stored.Row);
        instance._history.AddRange(stored.Events);
        instance.LastAt = stored.Events.OfType<HistoryEvent.Arrival>().LastOrDefault()?.At ?? stored.Row.CreatedAt;
        (instance.Turns, instance.HistoryLength) = (stored.Turns, stored.Length);
        return instance;
    }

    public void Take(HistoryEvent.Arrival arrival) => _inbox.Add(arrival);

    /// <summary>
    /// What the next turn handles; stays until <see cref="Keep"/> or <see cref="BeginRun"/>, so that a turn that could
    /// not be committed runs again.
    /// </summary>
    public List<HistoryEvent.Arrival> Arrivals(DateTimeOffset now)
    {
        List<HistoryEvent.Arrival> arrivals = [];
        if (_history.Count == 0)
            arrivals.Add(new HistoryEvent.Began(now));
        arrivals.AddRange(_inbox.Select(arrival => arrival with { At = now }));
        return arrivals;
    }

    /// <summary>Takes over the events of a turn that is committed.</summary>
    public void Keep(IReadOnlyList<HistoryEvent> events, int length)
    {
        _inbox.Clear();
        if (events.Count == 0)
            return;

        _history.AddRange(events);
        HistoryLength += length;
        Turns++;
        LastAt = events.OfType<HistoryEvent.Arrival>().LastOrDefault()?.At ?? LastAt;
    }

    /// <summary>Begins a new run: nothing of the old one counts any more, buffered rings included.</summary>
    public void BeginRun()
    {
        _inbox.Clear();
        _history.Clear();
        UnderWay.Clear();
        (Turns, HistoryLength, IsWarned) = (0, 0, false);
    }
}
