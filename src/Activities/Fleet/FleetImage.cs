namespace BatchAi.Activities;

/// <summary>A marketplace image, or a custom one by id.</summary>
public sealed record FleetImage(string Publisher, string Offer, string Sku, string Version, string? ImageId);
