using BatchAi.Activities;

namespace BatchAi.Chaos.Tests;

/// <summary>The fleet as one life of the control plane sees it.</summary>
internal sealed class CrashingFleet(IFleet fleet, KillSwitch life) : IFleet
{
    public Task<FleetOutcome> BeginCreateAsync(ScaleSetSpec spec, CancellationToken cancellation) =>
        life.WriteAsync("create the scale set", () => fleet.BeginCreateAsync(spec, cancellation));

    public Task<FleetOutcome> BeginRaiseAsync(string scaleSet, int seen, int wanted, CancellationToken cancellation) =>
        life.WriteAsync($"raise {seen} to {wanted}", () => fleet.BeginRaiseAsync(scaleSet, seen, wanted, cancellation));

    public Task<FleetOutcome> BeginRemoveAsync(string scaleSet, IReadOnlyList<string> instanceIds, CancellationToken cancellation) =>
        life.WriteAsync($"remove {string.Join(' ', instanceIds)}", () => fleet.BeginRemoveAsync(scaleSet, instanceIds, cancellation));

    public Task<FleetOutcome> BeginDeleteAsync(string scaleSet, CancellationToken cancellation) =>
        life.WriteAsync("delete the scale set", () => fleet.BeginDeleteAsync(scaleSet, cancellation));

    public Task<ScaleSetState?> FindAsync(string scaleSet, CancellationToken cancellation) => Alive().FindAsync(scaleSet, cancellation);

    public Task<FleetOutcome> PollAsync(string operationUrl, CancellationToken cancellation) => Alive().PollAsync(operationUrl, cancellation);

    public Task<IReadOnlyList<FleetInstance>> ListAsync(string scaleSet, CancellationToken cancellation) => Alive().ListAsync(scaleSet, cancellation);

    public Task<QuotaReading> ReadQuotaAsync(string location, string vmSize, bool lowPriority, CancellationToken cancellation) => Alive().ReadQuotaAsync(location, vmSize, lowPriority, cancellation);

    private IFleet Alive()
    {
        life.ThrowIfDead();
        return fleet;
    }
}
