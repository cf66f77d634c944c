using System.Globalization;
using BatchAi.Services;

namespace BatchAi.Testing;

/// <summary>A small working cloud with dials and a ledger. An operation completes a few seconds after it was accepted, whether anybody asks for it or not. Several may ask at once.</summary>
public sealed class FakeFleet(TimeProvider clock) : IFleet
{
    private readonly Lock _gate = new();
    private static readonly TimeSpan s_takes = TimeSpan.FromSeconds(3);

    private readonly Dictionary<string, List<int>> _sets = [];
    private readonly Dictionary<string, int> _capacities = [];
    private readonly Dictionary<string, (DateTimeOffset Due, Action Complete)> _operations = [];
    private int _lastInstance;
    private int _lastOperation;

    /// <summary>Writes that were accepted, in order.</summary>
    public List<string> Ledger { get; } = [];

    /// <summary>How the next raise is refused; forgotten once used.</summary>
    public FleetOutcome.Refused? NextRefusal { get; set; }

    /// <summary>How many instances there may be.</summary>
    public int Quota { get; set; } = 100;

    public IReadOnlyList<int> Instances => Locked<IReadOnlyList<int>>(() => [.. _sets.Values.SelectMany(set => set)]);

    public IReadOnlyCollection<string> ScaleSets => Locked<IReadOnlyCollection<string>>(() => [.. _sets.Keys]);

    /// <summary>How often the instances were listed.</summary>
    public int Listings { get; private set; }

    /// <summary>How many instances there ever were.</summary>
    public int Made => _lastInstance;

    /// <summary>The uid of the cluster an instance was made for.</summary>
    public string ClusterOf(int instance) => Locked(() => _sets.Single(set => set.Value.Contains(instance)).Key[ScaleSetSpecs.NameOf("").Length..]);

    /// <summary>Lets what is due happen.</summary>
    public void Step()
    {
        lock (_gate)
        {
            foreach ((string url, (_, Action complete)) in _operations.Where(operation => operation.Value.Due <= clock.GetUtcNow()).ToList())
            {
                _operations.Remove(url);
                complete();
            }
        }
    }

    /// <summary>An instance is gone without anybody having asked.</summary>
    public void Lose(int instance)
    {
        lock (_gate)
        {
            foreach (string name in _sets.Keys)
                Remove(name, [instance]);
        }
    }

    public Task<FleetOutcome> BeginCreateAsync(ScaleSetSpec spec, CancellationToken cancellation)
    {
        lock (_gate)
        {
            // One that is there already is a success of its own, and no write.
            if (_sets.TryAdd(spec.Name, []))
                Ledger.Add("create");
            _capacities.TryAdd(spec.Name, 0);
            return Task.FromResult<FleetOutcome>(new FleetOutcome.Completed());
        }
    }

    public Task<ScaleSetState?> FindAsync(string scaleSet, CancellationToken cancellation) =>
        Locked(() => Task.FromResult(_capacities.TryGetValue(scaleSet, out int capacity) ? new ScaleSetState(scaleSet, capacity, "Succeeded", $"{_lastOperation}") : null));

    public Task<FleetOutcome> BeginRaiseAsync(string scaleSet, int seen, int wanted, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (NextRefusal is { } refusal)
            {
                NextRefusal = null;
                return Task.FromResult<FleetOutcome>(refusal);
            }

            if (!_capacities.TryGetValue(scaleSet, out int capacity) || capacity != seen || wanted <= seen)
                return Task.FromResult<FleetOutcome>(new FleetOutcome.Nothing("moved"));

            _capacities[scaleSet] = wanted;
            return Started($"raise {seen} to {wanted}", () => _sets[scaleSet].AddRange(Enumerable.Range(0, wanted - seen).Select(_ => ++_lastInstance)));
        }
    }

    public Task<FleetOutcome> BeginRemoveAsync(string scaleSet, IReadOnlyList<string> instanceIds, CancellationToken cancellation) =>
        Locked(() => Started($"remove {string.Join(' ', instanceIds)}", () => Remove(scaleSet, [.. instanceIds.Select(id => int.Parse(id, CultureInfo.InvariantCulture))])));

    public Task<FleetOutcome> BeginDeleteAsync(string scaleSet, CancellationToken cancellation) =>
        Locked(() => !_sets.ContainsKey(scaleSet)
            ? Task.FromResult<FleetOutcome>(new FleetOutcome.Nothing("not there"))
            : Started("delete", () =>
            {
                _sets.Remove(scaleSet);
                _capacities.Remove(scaleSet);
            }));

    public Task<FleetOutcome> PollAsync(string operationUrl, CancellationToken cancellation) =>
        Locked(() => Task.FromResult<FleetOutcome>(_operations.ContainsKey(operationUrl) ? new FleetOutcome.Started(operationUrl) : new FleetOutcome.Completed()));

    public Task<IReadOnlyList<FleetInstance>> ListAsync(string scaleSet, CancellationToken cancellation)
    {
        lock (_gate)
        {
            Listings++;
            return Task.FromResult<IReadOnlyList<FleetInstance>>([.. _sets[scaleSet].Select(id => new FleetInstance($"{id}", "Succeeded", null))]);
        }
    }

    public Task<QuotaReading> ReadQuotaAsync(string location, string vmSize, bool lowPriority, CancellationToken cancellation) =>
        Locked(() => Task.FromResult(new QuotaReading("Nodes", Instances.Count, Quota, 1, clock.GetUtcNow())));

    private T Locked<T>(Func<T> work)
    {
        lock (_gate)
            return work();
    }

    private void Remove(string scaleSet, IReadOnlyList<int> instances) => _capacities[scaleSet] -= _sets[scaleSet].RemoveAll(instances.Contains);

    private Task<FleetOutcome> Started(string what, Action complete)
    {
        Ledger.Add(what);
        string url = $"https://fleet/operations/{++_lastOperation}";
        _operations[url] = (clock.GetUtcNow() + s_takes, complete);
        return Task.FromResult<FleetOutcome>(new FleetOutcome.Started(url));
    }
}
