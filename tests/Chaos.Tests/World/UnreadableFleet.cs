using BatchAi.Services;

namespace BatchAi.Chaos.Tests;

/// <summary>A fleet that cannot be listed now.</summary>
internal sealed class UnreadableFleet(IFleet fleet) : IFleet
{
    public Task<FleetOutcome> BeginCreateAsync(ScaleSetSpec spec, CancellationToken cancellation) =>
        fleet.BeginCreateAsync(spec, cancellation);

    public Task<ScaleSetState?> FindAsync(string scaleSet, CancellationToken cancellation) => fleet.FindAsync(scaleSet, cancellation);

    public Task<FleetOutcome> BeginRaiseAsync(string scaleSet, int seen, int wanted, CancellationToken cancellation) =>
        fleet.BeginRaiseAsync(scaleSet, seen, wanted, cancellation);

    public Task<FleetOutcome> BeginRemoveAsync(string scaleSet, IReadOnlyList<string> instanceIds, CancellationToken cancellation) =>
        fleet.BeginRemoveAsync(scaleSet, instanceIds, cancellation);

    public Task<FleetOutcome> BeginDeleteAsync(string scaleSet, CancellationToken cancellation) =>
        fleet.BeginDeleteAsync(scaleSet, cancellation);

    public Task<FleetOutcome> PollAsync(string operationUrl, CancellationToken cancellation) => fleet.PollAsync(operationUrl, cancellation);

    public Task<IReadOnlyList<FleetInstance>> ListAsync(string scaleSet, CancellationToken cancellation) =>
        throw new HttpRequestException("503");

    public Task<QuotaReading> ReadQuotaAsync(string location, string vmSize, bool lowPriority, CancellationToken cancellation) =>
        fleet.ReadQuotaAsync(location, vmSize, lowPriority, cancellation);
}
