using BatchAi.Services;

namespace BatchAi.AzureAdapters;

/// <summary>A size as Azure lists it for a location.</summary>
/// <param name="Zones">Availability zones that have it; empty in regions without zones.</param>
/// <param name="Restriction">
/// Azure's reason code when this subscription may not have it there, for example <c>NotAvailableForSubscription</c>;
/// null when it may.
/// </param>
public sealed record OfferedSku(NodeSize Size, IReadOnlyList<string> Zones, string? Restriction);
