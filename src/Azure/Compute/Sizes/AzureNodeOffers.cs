using BatchAi.Services;
using BatchAi.State;

namespace BatchAi.AzureAdapters;

/// <summary>
/// What Azure offers a cluster: the size and the image that stand for what is asked, in a location of the deployment,
/// where Azure lists the size for this subscription. When the listing cannot be had, the product's own table of sizes
/// answers; Azure says no later, if it must.
/// </summary>
internal sealed class AzureNodeOffers(SkuCatalog catalog, SizeReplacements replacements, IReadOnlyCollection<string> locations)
    : INodeOffers,
        INodeQuotas
{
    /// <summary>Counts all cores of a region beside those of each family. Source: learn.microsoft.com, "Check vCPU quotas".</summary>
    private const string Regional = "cores";

    /// <summary>Counts spot machines of all families.</summary>
    private const string Spot = "lowPriorityCores";

    public async Task<NodeOffer> ResolveAsync(string location, string vmSize, FleetImage image, CancellationToken cancellation)
    {
        if (!locations.Contains(location, LocationNames.Comparer))
            return new NodeOffer.Refused(
                "location",
                $"Clusters cannot be made in '{location}', the location of the workspace; this deployment has nodes in "
                + $"{string.Join(", ", locations)}."
            );
        if (ImageReplacements.Of(image) is not { } usedImage)
        {
            return new NodeOffer.Refused(
                "properties.virtualMachineConfiguration.imageReference",
                $"The image {image.Publisher}:{image.Offer}:{image.Sku} is withdrawn and nothing stands for it; use "
                + $"{ImageReplacements.Default}, which is also what stands for the old default, or a custom image by "
                + "virtualMachineImageId."
            );
        }

        string used = replacements.Of(vmSize);
        IReadOnlyDictionary<string, OfferedSku>? listed = await catalog.FindAsync(location, cancellation);
        NodeSize? size =
            listed is null ? SizeTable.ByName.GetValueOrDefault(used)
            : listed.GetValueOrDefault(used) is { Restriction: null } sku ? sku.Size
            : null;
        return size is null
            ? new NodeOffer.Refused("properties.vmSize", Why(location, vmSize, used, listed))
            : new NodeOffer.Offered(size, usedImage);
    }

    public async Task<IReadOnlyList<NodeSizeQuota>> OfAsync(
        string location,
        string vmSize,
        bool lowPriority,
        CancellationToken cancellation)
    {
        NodeSize size = (await catalog.FindAsync(location, cancellation))?.GetValueOrDefault(vmSize)?.Size
            ?? SizeTable.ByName.GetValueOrDefault(vmSize)
            ?? throw new ArgumentException($"VM size '{vmSize}' is not known.", nameof(vmSize));
        return lowPriority
            ? [new NodeSizeQuota(Spot, size.Cores)]
            : [new NodeSizeQuota(size.Family, size.Cores), new NodeSizeQuota(Regional, size.Cores)];
    }

    private string Why(string location, string asked, string used, IReadOnlyDictionary<string, OfferedSku>? listed)
    {
        string name = asked.Equals(used, StringComparison.OrdinalIgnoreCase)
            ? $"VM size '{asked}'"
            : $"VM size '{asked}', for which '{used}' is used now,";
        string problem = listed?.GetValueOrDefault(used)?.Restriction is { } restriction
            ? $"cannot be had in {location} by this subscription ({restriction}); another size, location or a support request may help."
            : $"is not offered in {location}.";
        IEnumerable<NodeSize> known = SizeTable.ByName.Values.Where(size => !replacements.Replaces(size.Name));
        return $"{name} {problem} "
            + SizeTable.Nearest(
                used,
                listed is null ? known : known.Where(size => listed.GetValueOrDefault(size.Name) is { Restriction: null }));
    }
}
