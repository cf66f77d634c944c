using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;
using Azure;
using Azure.ResourceManager;
using Azure.ResourceManager.Compute;
using Azure.ResourceManager.Compute.Models;
using Azure.ResourceManager.Resources;
using BatchAi.Services;

namespace BatchAi.AzureAdapters;

/// <summary>
/// The VM sizes a subscription may have in a location, as Azure lists them. A listing is used for an hour, and for a
/// day when a newer one cannot be had; then it is asked for once a minute.
/// </summary>
/// <remarks>
/// One request lists about a thousand sizes. Source of the shape and of what restrictions mean: learn.microsoft.com,
/// REST reference "Resource Skus - List".
/// </remarks>
public sealed class SkuCatalog(ArmClient client, ComputeFleetOptions options, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan s_fresh = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_usable = TimeSpan.FromDays(1);
    private static readonly TimeSpan s_betweenTries = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Listing> _listings = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _one = new(1);

    /// <summary>By name; null when it is not known now what there is: unknown is not nothing.</summary>
    public async Task<IReadOnlyDictionary<string, OfferedSku>?> FindAsync(string location, CancellationToken cancellation)
    {
        string name = LocationNames.Plain(location);
        if (IsDue(name))
        {
            await _one.WaitAsync(cancellation);
            try
            {
                if (IsDue(name))
                    _listings[name] = await ReadAsync(name, _listings.GetValueOrDefault(name), cancellation);
            }
            finally
            {
                _one.Release();
            }
        }

        Listing listing = _listings[name];
        return clock.GetUtcNow() - listing.ReadAt < s_usable ? listing.Skus : null;
    }

    public void Dispose() => _one.Dispose();

    private bool IsDue(string location) =>
        !_listings.TryGetValue(location, out Listing? kept)
        || (clock.GetUtcNow() - kept.ReadAt >= s_fresh && clock.GetUtcNow() - kept.TriedAt >= s_betweenTries);

    private async Task<Listing> ReadAsync(string location, Listing? before, CancellationToken cancellation)
    {
        DateTimeOffset now = clock.GetUtcNow();
        try
        {
            return new Listing(await ReadAsync(location, cancellation), now, now);
        }
        catch (RequestFailedException)
        {
            return new Listing(before?.Skus, before?.ReadAt ?? DateTimeOffset.MinValue, now);
        }
    }

    private async Task<FrozenDictionary<string, OfferedSku>> ReadAsync(string location, CancellationToken cancellation)
    {
        Dictionary<string, OfferedSku> found = new(StringComparer.OrdinalIgnoreCase);
        SubscriptionResource subscription = client.GetSubscriptionResource(
            SubscriptionResource.CreateResourceIdentifier(options.SubscriptionId));
        await foreach (
            ComputeResourceSku sku in subscription.GetComputeResourceSkusAsync(
                $"location eq '{location}'",
                cancellationToken: cancellation))
        {
            if (sku.ResourceType == "virtualMachines" && Read(sku) is { } offered)
                found[offered.Size.Name] = offered;
        }

        return found.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    private static OfferedSku? Read(ComputeResourceSku sku)
    {
        int? Figure(string name) => sku.Capabilities.FirstOrDefault(capability => capability.Name == name) is { } found
            && int.TryParse(found.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int figure) ? figure : null;

        if (sku.Name is null || Figure("vCPUs") is not { } cores)
            return null;

        // A restriction of zones leaves the region itself, which is where scale sets without zones go.
        ComputeResourceSkuRestrictions? barred = sku.Restrictions.FirstOrDefault(restriction =>
            restriction.RestrictionsType == ComputeResourceSkuRestrictionsType.Location);
        return new OfferedSku(
            new NodeSize(sku.Name, cores, Figure("GPUs") ?? 0, sku.Family ?? ""),
            [.. sku.LocationInfo.SelectMany(place => place.Zones).Distinct().Order(StringComparer.Ordinal)],
            barred?.ReasonCode?.ToString() ?? (barred is null ? null : "restricted"));
    }

    /// <param name="Skus">Null when there was never a listing.</param>
    private sealed record Listing(FrozenDictionary<string, OfferedSku>? Skus, DateTimeOffset ReadAt, DateTimeOffset TriedAt);
}
