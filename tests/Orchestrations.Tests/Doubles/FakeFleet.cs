using BatchAi.Activities;

namespace BatchAi.Orchestrations.Tests;

/// <summary>A small working cloud with dials and a ledger. An operation is under way until it was polled once.</summary>
public sealed class FakeFleet(TimeProvider clock) : IFleet
{
    private readonly Dictionary<string, List<int>> _instances = [];
    private readonly Dictionary<string, Action> _operations = [];
    private int _lastInstance;
    private int _lastOperation;

    /// <summary>Writes that were made, in order.</summary>
    public List<string> Ledger { get; } = [];

    /// <summary>How the next raise is refused; forgotten once used.</summary>
    public FleetOutcome.Refused? NextRefusal { get; set; }

    public int Quota { get; set; } = 100;

    public IReadOnlyList<int> Instances => [.. _instances.Values.SelectMany(set => set)];

    public bool Exists => _instances.Count > 0;

    /// <summary>An instance is gone without anybody having asked.</summary>
    public void Lose(int instance)
    {
        foreach (List<int> set in _instances.Values)
            set.Remove(instance);
    }

    public Task<FleetOutcome> BeginCreateAsync(ScaleSetSpec spec, CancellationToken cancellation)
    {
        Ledger.Add("create");
        _instances.TryAdd(spec.Name, []);
        return Task.FromResult<FleetOutcome>(new FleetOutcome.Completed());
    }

    public Task<ScaleSetState?> FindAsync(string scaleSet, CancellationToken cancellation) =>
        Task.FromResult(_instances.TryGetValue(scaleSet, out List<int>? set) ? new ScaleSetState(scaleSet, set.Count, "Succeeded", "1") : null);

    public Task<FleetOutcome> BeginRaiseAsync(string scaleSet, int seen, int wanted, CancellationToken cancellation)
    {
        if (NextRefusal is { } refusal)
        {
            NextRefusal = null;
            return Task.FromResult<FleetOutcome>(refusal);
        }

        List<int> set = _instances[scaleSet];
        if (set.Count != seen || wanted <= seen)
            return Task.FromResult<FleetOutcome>(new FleetOutcome.Nothing("moved"));

        Ledger.Add($"raise {seen} to {wanted}");
        return Started(() => set.AddRange(Enumerable.Range(0, wanted - seen).Select(_ => ++_lastInstance)));
    }

    public Task<FleetOutcome> BeginRemoveAsync(string scaleSet, IReadOnlyList<string> instanceIds, CancellationToken cancellation)
    {
        Ledger.Add($"remove {string.Join(' ', instanceIds)}");
        return Started(() => _instances[scaleSet].RemoveAll(id => instanceIds.Contains($"{id}")));
    }

    public Task<FleetOutcome> BeginDeleteAsync(string scaleSet, CancellationToken cancellation)
    {
        if (!_instances.ContainsKey(scaleSet))
            return Task.FromResult<FleetOutcome>(new FleetOutcome.Nothing("not there"));

        Ledger.Add("delete");
        return Started(() => _instances.Remove(scaleSet));
    }

    public Task<FleetOutcome> PollAsync(string operationUrl, CancellationToken cancellation)
    {
        if (_operations.Remove(operationUrl, out Action? complete))
            complete();
        return Task.FromResult<FleetOutcome>(new FleetOutcome.Completed());
    }

    public Task<IReadOnlyList<FleetInstance>> ListAsync(string scaleSet, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<FleetInstance>>([.. _instances[scaleSet].Select(id => new FleetInstance($"{id}", "Succeeded", null))]);

    public Task<QuotaReading> ReadQuotaAsync(string location, string vmSize, bool lowPriority, CancellationToken cancellation) =>
        Task.FromResult(new QuotaReading("Nodes", Instances.Count, Quota, 1, clock.GetUtcNow()));

    private Task<FleetOutcome> Started(Action complete)
    {
        string url = $"https://fleet/operations/{++_lastOperation}";
        _operations[url] = complete;
        return Task.FromResult<FleetOutcome>(new FleetOutcome.Started(url));
    }
}
