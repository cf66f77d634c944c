using BatchAi.Services;

namespace BatchAi.AzureAdapters.Tests;

/// <summary>A fleet that can only be listed.</summary>
internal sealed class ListedMachines : IFleet
{
    /// <summary>Machines by instance.</summary>
    public Dictionary<string, string> Machines { get; } = [];

    public int Listings { get; private set; }

    public bool Fails { get; set; }

    public async Task<IReadOnlyList<FleetInstance>> ListAsync(string scaleSet, CancellationToken cancellation)
    {
        Listings++;
        await Task.Yield();
        return Fails
            ? throw new TimeoutException()
            : [.. Machines.Select(machine => new FleetInstance(machine.Key, "Succeeded", null, machine.Value))];
    }

    public Task<FleetOutcome> BeginCreateAsync(ScaleSetSpec spec, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<ScaleSetState?> FindAsync(string scaleSet, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<FleetOutcome> BeginRaiseAsync(string scaleSet, int seen, int wanted, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public Task<FleetOutcome> BeginRemoveAsync(string scaleSet, IReadOnlyList<string> instanceIds, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public Task<FleetOutcome> BeginDeleteAsync(string scaleSet, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<FleetOutcome> PollAsync(string operationUrl, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<QuotaReading> ReadQuotaAsync(string location, string vmSize, bool lowPriority, CancellationToken cancellation) =>
        throw new NotSupportedException();
}
