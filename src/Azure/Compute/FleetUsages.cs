using Azure.ResourceManager.Compute.Models;
using BatchAi.Services;

namespace BatchAi.AzureAdapters;

/// <summary>
/// The quotas of cores, named as Batch AI named its own (REST contract, section 6); what counts no cores of nodes is
/// left out.
/// </summary>
/// <param name="locations">Those that answer; null for any.</param>
internal sealed class FleetUsages(UsageReader reader, IReadOnlyCollection<string>? locations) : IFleetUsages
{
    public async Task<IReadOnlyList<FleetUsage>?> ListAsync(string location, CancellationToken cancellation)
    {
        if (locations is not null && !locations.Contains(location, LocationNames.Comparer))
            return null;

        UsageReading reading = await reader.ReadAsync(location, cancellation);
        return [.. reading.Usages.Select(Translate).OfType<FleetUsage>()];
    }

    private static FleetUsage? Translate(ComputeUsage usage)
    {
        string? name = (usage.Name.Value, usage.Name.LocalizedValue) switch
        {
            ("cores", _) => "Total Cluster Dedicated Regional vCPUs",
            ("lowPriorityCores", _) => "Total Cluster LowPriority Regional vCPUs",
            (_, { } shown) when shown.TrimEnd().EndsWith("Family vCPUs", StringComparison.OrdinalIgnoreCase) =>
                $"{shown.Trim()[..^"vCPUs".Length]}Cluster Dedicated vCPUs",
            ("gpus" or "localNodes", var shown) => shown,
            _ => null,
        };
        return name is null
            ? null
            : new FleetUsage(
                name,
                name.Replace("LowPriority", "Low Priority", StringComparison.Ordinal),
                usage.CurrentValue,
                usage.Limit);
    }
}
