using System.Globalization;
using BatchAi.Services;
using BatchAi.State;

namespace BatchAi.Simulation;

/// <summary>
/// A small cloud behind the fleet boundary, with dials, a ledger and faults by seed. An operation completes a few seconds after it was
/// accepted, whether anybody asks for it or not. Several may ask at once; one caller lets time pass.
/// </summary>
public sealed class SimulatedCloud : IFleet, IFleetUsages
{
    private const string NoCapacity = "Allocation failed. There is not sufficient capacity for the requested size in this region.";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, ScaleSet> _sets = [];
    private readonly PriorityQueue<Action, (long Ticks, long Order)> _due = new();
    private readonly HashSet<string> _underWay = [];
    private readonly Dictionary<string, FleetOutcome> _failed = [];
    private readonly TimeProvider _clock;
    private readonly CloudDice _dice;
    private int _lastOperation;
    private long _order;

    public SimulatedCloud(TimeProvider clock, CloudFaults? faults = null)
    {
        (_clock, _dice) = (clock, new CloudDice(faults ?? new CloudFaults()));
        Front = faults is null ? this : new UnkindFleet(this, _dice);
    }

    /// <summary>The cloud as the control plane meets it: with the faults of requests.</summary>
    public IFleet Front { get; }

    /// <summary>How long an operation takes.</summary>
    public TimeSpan Takes { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Writes that were accepted, in order.</summary>
    public List<string> Ledger { get; } = [];

    /// <summary>How the next raise is refused; forgotten once used.</summary>
    public FleetOutcome.Refused? NextRefusal { get; set; }

    /// <summary>How many instances there may be.</summary>
    public int Quota { get; set; } = 100;

    /// <summary>How often the instances were listed.</summary>
    public int Listings { get; private set; }

    /// <summary>How many instances there ever were.</summary>
    public int Made { get; private set; }

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>How many faults were drawn so far.</summary>
    public int Faults => _dice.Fallen;

    public IReadOnlyList<int> Instances => Locked<IReadOnlyList<int>>(() => [.. _sets.Values.SelectMany(set => set.Instances)]);

    public IReadOnlyCollection<string> ScaleSets => Locked<IReadOnlyCollection<string>>(() => [.. _sets.Keys]);

    /// <summary>When something happens next by itself; null when nothing does.</summary>
    public DateTimeOffset? NextDue => Locked(() =>
        _due.TryPeek(out _, out (long Ticks, long Order) due) ? new DateTimeOffset(due.Ticks, TimeSpan.Zero) : (DateTimeOffset?)null);

    /// <summary>Told of a machine that begins to boot.</summary>
    public Action<SimulatedMachine>? Appeared { get; set; }

    /// <summary>Told of an instance that is gone.</summary>
    public Action<int>? Vanished { get; set; }

    /// <summary>Lets what is due happen.</summary>
    public void Step()
    {
        lock (_gate)
        {
            while (_due.TryPeek(out Action? act, out (long Ticks, long Order) due) && due.Ticks <= _clock.GetUtcNow().UtcTicks)
            {
                _due.Dequeue();
                act();
            }
        }
    }

    /// <summary>An instance is gone without anybody having asked.</summary>
    public void Lose(int instance)
    {
        lock (_gate)
        {
            foreach (ScaleSet set in _sets.Values)
                Remove(set, [instance]);
        }
    }

    public Task<FleetOutcome> BeginCreateAsync(ScaleSetSpec spec, CancellationToken cancellation)
    {
        lock (_gate)
        {
            // One that is there already is a success of its own, and no write.
            if (_sets.TryAdd(spec.Name, new ScaleSet(spec.Name)))
                Ledger.Add("create");
            return Task.FromResult<FleetOutcome>(new FleetOutcome.Completed());
        }
    }

    public Task<ScaleSetState?> FindAsync(string scaleSet, CancellationToken cancellation) => Locked(() => Task.FromResult(
        _sets.TryGetValue(scaleSet, out ScaleSet? set)
            ? new ScaleSetState(scaleSet, set.Capacity, "Succeeded", $"{_lastOperation}")
            : null));

    public Task<FleetOutcome> BeginRaiseAsync(string scaleSet, int seen, int wanted, CancellationToken cancellation) =>
        Locked(() => Raise(scaleSet, seen, wanted));

    public Task<FleetOutcome> BeginRemoveAsync(string scaleSet, IReadOnlyList<string> instanceIds, CancellationToken cancellation)
    {
        int[] instances = [.. instanceIds.Select(id => int.Parse(id, CultureInfo.InvariantCulture))];
        return Locked(() => Started($"remove {string.Join(' ', instances)}", () => Remove(_sets.GetValueOrDefault(scaleSet), instances)));
    }

    public Task<FleetOutcome> BeginDeleteAsync(string scaleSet, CancellationToken cancellation) => Locked(() => _sets.ContainsKey(scaleSet)
        ? Started("delete", () => Delete(scaleSet))
        : Task.FromResult<FleetOutcome>(new FleetOutcome.Nothing("not there")));

    public Task<FleetOutcome> PollAsync(string operationUrl, CancellationToken cancellation) => Locked(() => Task.FromResult(
        _underWay.Contains(operationUrl)
            ? new FleetOutcome.Started(operationUrl)
            : _failed.GetValueOrDefault(operationUrl) ?? new FleetOutcome.Completed()));

    public Task<IReadOnlyList<FleetInstance>> ListAsync(string scaleSet, CancellationToken cancellation)
    {
        lock (_gate)
        {
            Listings++;
            FleetInstance[] listed = [.. _sets[scaleSet].Instances.Select(id => new FleetInstance($"{id}", "Succeeded", null))];
            return Task.FromResult<IReadOnlyList<FleetInstance>>(listed);
        }
    }

    public Task<QuotaReading> ReadQuotaAsync(string location, string vmSize, bool lowPriority, CancellationToken cancellation) =>
        Locked(() => Task.FromResult(new QuotaReading("Nodes", Used, Quota, 1, _clock.GetUtcNow())));

    Task<IReadOnlyList<FleetUsage>?> IFleetUsages.ListAsync(string location, CancellationToken cancellation) =>
        Locked(() => Task.FromResult<IReadOnlyList<FleetUsage>?>([new FleetUsage("Nodes", "Nodes", Used, Quota)]));

    /// <summary>What counts against the quota: also machines that are still to come.</summary>
    private int Used => _sets.Values.Sum(set => set.Capacity);

    private T Locked<T>(Func<T> work)
    {
        lock (_gate)
            return work();
    }

    private Task<FleetOutcome> Raise(string scaleSet, int seen, int wanted)
    {
        if (NextRefusal is { } refusal)
        {
            NextRefusal = null;
            return Task.FromResult<FleetOutcome>(refusal);
        }

        if (!_sets.TryGetValue(scaleSet, out ScaleSet? set) || set.Capacity != seen || wanted <= seen)
            return Task.FromResult<FleetOutcome>(new FleetOutcome.Nothing("moved"));
        if (Used + wanted - seen > Quota)
            return Refused(FleetRefusal.Quota, "QuotaExceeded", $"There may be {Quota} nodes.");

        string what = $"raise {seen} to {wanted}";
        FleetOutcome failure = new FleetOutcome.Refused(FleetRefusal.Capacity, "AllocationFailed", NoCapacity);
        if (_dice.Falls(faults => faults.AllocationFails))
            return Started(what, () => { }, failure);

        set.Capacity = wanted;
        int failing = _dice.Falls(faults => faults.AllocationIsPartial) ? (wanted - seen + 1) / 2 : 0;
        return Started(what, () => Add(set, wanted - seen, failing), failing > 0 ? failure : null);
    }

    private static Task<FleetOutcome> Refused(FleetRefusal refusal, string code, string message) =>
        Task.FromResult<FleetOutcome>(new FleetOutcome.Refused(refusal, code, message));

    private void Add(ScaleSet set, int more, int failing)
    {
        for (int left = more; left > 0; left--)
        {
            bool isDead = left <= failing || _dice.Falls(faults => faults.MachineIsDead);
            SimulatedMachine machine = new(++Made, set.ClusterUid, isDead, _dice.Falls(faults => faults.MachineIsSlow));
            set.Instances.Add(machine.Instance);
            Count++;
            if (_dice.Lifetime() is { } lifetime)
                At(_clock.GetUtcNow() + lifetime, () => Remove(set, [machine.Instance]));
            Appeared?.Invoke(machine);
        }
    }

    private void Remove(ScaleSet? set, IReadOnlyList<int> instances)
    {
        foreach (int instance in instances)
        {
            if (set is null || !set.Instances.Remove(instance))
                continue;

            set.Capacity--;
            Count--;
            Vanished?.Invoke(instance);
        }
    }

    private void Delete(string scaleSet)
    {
        if (_sets.Remove(scaleSet, out ScaleSet? set))
            Remove(set, [.. set.Instances]);
    }

    private Task<FleetOutcome> Started(string what, Action complete, FleetOutcome? failure = null)
    {
        Ledger.Add(what);
        string url = $"https://fleet/operations/{++_lastOperation}";
        _underWay.Add(url);
        if (failure is not null)
            _failed[url] = failure;
        At(_clock.GetUtcNow() + Takes, () =>
        {
            _underWay.Remove(url);
            complete();
        });
        return Task.FromResult<FleetOutcome>(new FleetOutcome.Started(url));
    }

    private void At(DateTimeOffset due, Action act) => _due.Enqueue(act, (due.UtcTicks, _order++));

    private sealed class ScaleSet(string name)
    {
        public string ClusterUid { get; } = name[ScaleSetSpecs.NameOf("").Length..];

        public int Capacity { get; set; }

        public SortedSet<int> Instances { get; } = [];
    }
}
