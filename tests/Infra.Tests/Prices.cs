using System.Text.Json.Nodes;

namespace BatchAi.Infra.Tests;

/// <summary>Fixed meters: what a resource costs by being there, from infra/prices.json.</summary>
internal static class Prices
{
    private static readonly JsonObject s_file = Repository.Json("infra/prices.json");

    public static DateOnly ReadOn { get; } = DateOnly.Parse((string)s_file["readOn"]!, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Types and tiers that are deployed and have no entry in the file.</summary>
    public static IEnumerable<string> Unknown(Snapshot snapshot) =>
        snapshot.Resources.Select(Meter).Where(meter => s_file["fixed"]![meter] is null).Distinct();

    /// <summary>USD a month.</summary>
    public static decimal Standing(Snapshot snapshot) => snapshot.Resources.Sum(PerHour) * (decimal)s_file["hoursAMonth"]!;

    private static decimal PerHour(JsonObject resource)
    {
        JsonNode price = s_file["fixed"]![Meter(resource)]!;
        decimal alwaysReadyGb = resource["properties"]?["functionAppConfig"]?["scaleAndConcurrency"] is { } scale
            ? scale["alwaysReady"]!.AsArray().Sum(ready => (int)ready!["instanceCount"]!) * (int)scale["instanceMemoryMB"]! / 1024m
            : 0;
        return (decimal)price["perHour"]! + (alwaysReadyGb == 0 ? 0 : alwaysReadyGb * (decimal)price["perAlwaysReadyGbHour"]!);
    }

    private static string Meter(JsonObject resource) =>
        $"{Snapshot.Type(resource)} {(string?)(resource["sku"] ?? resource["properties"]?["sku"])?["name"]}".TrimEnd();
}
