using System.Collections.Concurrent;
using BatchAi.Services;

namespace BatchAi.AzureAdapters;

/// <summary>Which machine stands behind an instance of a scale set. One listing serves all nodes that register at once.</summary>
internal sealed class ScaleSetMachines(IFleet fleet) : IDisposable
{
    private readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, string>> _listed = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _one = new(1);

    /// <summary>A machine keeps its id and an instance id is never given twice, so only a miss needs a newer listing.</summary>
    public async Task<bool> IsAsync(string scaleSet, string instanceId, string vmId, CancellationToken cancellation)
    {
        if (Knows(scaleSet, instanceId, vmId))
            return true;

        await _one.WaitAsync(cancellation);
        try
        {
            if (Knows(scaleSet, instanceId, vmId))
                return true;

            IReadOnlyList<FleetInstance> instances = await fleet.ListAsync(scaleSet, cancellation);
            _listed[scaleSet] = instances
                .Where(instance => instance.VmId is not null)
                .ToDictionary(instance => instance.InstanceId, instance => instance.VmId!);
            return Knows(scaleSet, instanceId, vmId);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private bool Knows(string scaleSet, string instanceId, string vmId) =>
        _listed.TryGetValue(scaleSet, out IReadOnlyDictionary<string, string>? machines)
        && machines.TryGetValue(instanceId, out string? known)
        && known.Equals(vmId, StringComparison.OrdinalIgnoreCase);
}
