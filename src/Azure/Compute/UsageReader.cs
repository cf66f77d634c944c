using System.Collections.Concurrent;
using Azure.Core;
using Azure.ResourceManager;
using Azure.ResourceManager.Compute;
using Azure.ResourceManager.Compute.Models;
using Azure.ResourceManager.Resources;

namespace BatchAi.AzureAdapters;

/// <summary>
/// Reads the compute quotas of a location; a reading is used again for as long as
/// <see cref="ComputeFleetOptions.UsagesKept"/> says. One that fails is an exception.
/// </summary>
public sealed class UsageReader(ArmClient client, ComputeFleetOptions options, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, UsageReading> _kept = new(StringComparer.Ordinal);

    public async Task<UsageReading> ReadAsync(string location, CancellationToken cancellation)
    {
        string name = LocationNames.Plain(location);
        DateTimeOffset now = clock.GetUtcNow();
        if (_kept.TryGetValue(name, out UsageReading? kept) && now - kept.ReadAt < options.UsagesKept)
            return kept;

        List<ComputeUsage> usages = [];
        SubscriptionResource subscription = client.GetSubscriptionResource(
            SubscriptionResource.CreateResourceIdentifier(options.SubscriptionId));
        await foreach (ComputeUsage usage in subscription.GetUsagesAsync(new AzureLocation(name), cancellation))
            usages.Add(usage);
        return _kept[name] = new UsageReading(usages, now);
    }
}
