namespace BatchAi.AzureAdapters;

/// <summary>Names of regions: <c>East US</c> and <c>eastus</c> are the same.</summary>
internal static class LocationNames
{
    public static IEqualityComparer<string> Comparer { get; } =
        EqualityComparer<string>.Create(
            (one, other) => Plain(one) == Plain(other),
            name => Plain(name).GetHashCode(StringComparison.Ordinal));

    public static string Plain(string? name) => name?.Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant() ?? "";
}
