using BatchAi.Services;

namespace BatchAi.Simulation;

/// <summary>A cloud that now and then answers with an error, or loses the answer to what it has done.</summary>
internal sealed class UnkindFleet(IFleet fleet, CloudDice dice) : IFleet
{
    public Task<FleetOutcome> BeginCreateAsync(ScaleSetSpec spec, CancellationToken cancellation) => CallAsync(() =>
        fleet.BeginCreateAsync(spec, cancellation));

    public Task<ScaleSetState?> FindAsync(string scaleSet, CancellationToken cancellation) => CallAsync(() =>
        fleet.FindAsync(scaleSet, cancellation));

    public Task<FleetOutcome> BeginRaiseAsync(string scaleSet, int seen, int wanted, CancellationToken cancellation) =>
        CallAsync(() => fleet.BeginRaiseAsync(scaleSet, seen, wanted, cancellation));

    public Task<FleetOutcome> BeginRemoveAsync(string scaleSet, IReadOnlyList<string> instanceIds, CancellationToken cancellation) =>
        CallAsync(() => fleet.BeginRemoveAsync(scaleSet, instanceIds, cancellation));

    public Task<FleetOutcome> BeginDeleteAsync(string scaleSet, CancellationToken cancellation) => CallAsync(() =>
        fleet.BeginDeleteAsync(scaleSet, cancellation));

    public Task<FleetOutcome> PollAsync(string operationUrl, CancellationToken cancellation) => CallAsync(() =>
        fleet.PollAsync(operationUrl, cancellation));

    public Task<IReadOnlyList<FleetInstance>> ListAsync(string scaleSet, CancellationToken cancellation) => CallAsync(() =>
        fleet.ListAsync(scaleSet, cancellation));

    public Task<QuotaReading> ReadQuotaAsync(string location, string vmSize, bool lowPriority, CancellationToken cancellation) =>
        CallAsync(() => fleet.ReadQuotaAsync(location, vmSize, lowPriority, cancellation));

    private async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        if (dice.Falls(faults => faults.RequestFails))
            throw new HttpRequestException("429");

        T outcome = await call();
        return dice.Falls(faults => faults.LosesAnswer) ? throw new HttpRequestException("the answer was lost") : outcome;
    }
}
