using System.Collections.Frozen;
using BatchAi.Services;
using BatchAi.State;

namespace BatchAi.AzureAdapters;

/// <summary>
/// What a local cloud offers: every size of Azure's table by the name it is asked for, and <c>Local</c>, one node with
/// everything the machine has. Images are not looked at: its nodes run on the machine as it is.
/// </summary>
/// <param name="machineCores">What <c>Local</c> has.</param>
/// <param name="machineGpus">What <c>Local</c> has; with none, GPU sizes are simulated and counted as nodes.</param>
public sealed class LocalNodeSizes(int machineCores, int machineGpus) : INodeOffers, INodeQuotas
{
    private readonly FrozenDictionary<string, NodeSize> _byName = SizeTable.ByName.Values
        .Append(new NodeSize("Local", machineCores, machineGpus, ""))
        .Select(size => size with { Family = size.Gpus > 0 && machineGpus > 0 ? "gpus" : "localNodes" })
        .ToFrozenDictionary(size => size.Name, StringComparer.OrdinalIgnoreCase);

    public Task<NodeOffer> ResolveAsync(string location, string vmSize, FleetImage image, CancellationToken cancellation) =>
        Task.FromResult<NodeOffer>(
            _byName.TryGetValue(vmSize, out NodeSize? size)
                ? new NodeOffer.Offered(size, image)
                : new NodeOffer.Refused(
                    "properties.vmSize",
                    $"VM size '{vmSize}' is not offered. {SizeTable.Nearest(vmSize, _byName.Values)}"));

    public Task<IReadOnlyList<NodeSizeQuota>> OfAsync(string location, string vmSize, bool lowPriority, CancellationToken cancellation) =>
        _byName.TryGetValue(vmSize, out NodeSize? size)
            ? Task.FromResult<IReadOnlyList<NodeSizeQuota>>([new NodeSizeQuota(size.Family, size.Family == "gpus" ? size.Gpus : 1)])
            : throw new ArgumentException($"VM size '{vmSize}' is not known.", nameof(vmSize));
}
