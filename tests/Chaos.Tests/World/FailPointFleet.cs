using BatchAi.Faults;
using BatchAi.Services;

namespace BatchAi.Chaos.Tests;

/// <summary>
/// The fleet as one life of the control plane sees it. Each call passes the fail point of the calls to Azure Resource
/// Manager it stands for.
/// </summary>
internal sealed class FailPointFleet(IFleet fleet, FailPoints points) : IFleet
{
    private const string ScaleSets = "virtualMachineScaleSets";

    public Task<FleetOutcome> BeginCreateAsync(ScaleSetSpec spec, CancellationToken cancellation) =>
        points.PassAsync($"arm/PUT/{ScaleSets}", () => fleet.BeginCreateAsync(spec, cancellation));

    public Task<FleetOutcome> BeginRaiseAsync(string scaleSet, int seen, int wanted, CancellationToken cancellation) =>
        points.PassAsync($"arm/PATCH/{ScaleSets}", () => fleet.BeginRaiseAsync(scaleSet, seen, wanted, cancellation));

    public Task<FleetOutcome> BeginRemoveAsync(string scaleSet, IReadOnlyList<string> instanceIds, CancellationToken cancellation) =>
        points.PassAsync($"arm/POST/{ScaleSets}/delete", () => fleet.BeginRemoveAsync(scaleSet, instanceIds, cancellation));

    public Task<FleetOutcome> BeginDeleteAsync(string scaleSet, CancellationToken cancellation) =>
        points.PassAsync($"arm/DELETE/{ScaleSets}", () => fleet.BeginDeleteAsync(scaleSet, cancellation));

    public Task<ScaleSetState?> FindAsync(string scaleSet, CancellationToken cancellation) =>
        points.PassAsync($"arm/GET/{ScaleSets}", () => fleet.FindAsync(scaleSet, cancellation));

    public Task<FleetOutcome> PollAsync(string operationUrl, CancellationToken cancellation) =>
        points.PassAsync("arm/GET/locations/operations", () => fleet.PollAsync(operationUrl, cancellation));

    public Task<IReadOnlyList<FleetInstance>> ListAsync(string scaleSet, CancellationToken cancellation) =>
        points.PassAsync($"arm/GET/{ScaleSets}/virtualMachines", () => fleet.ListAsync(scaleSet, cancellation));

    public Task<QuotaReading> ReadQuotaAsync(string location, string vmSize, bool lowPriority, CancellationToken cancellation) =>
        points.PassAsync("arm/GET/locations/usages", () => fleet.ReadQuotaAsync(location, vmSize, lowPriority, cancellation));
}
