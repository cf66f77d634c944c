using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace BatchAi.LocalCloud;

/// <summary>Reads request bodies, and refuses what every type of resource is refused for.</summary>
internal static partial class ArmBody
{
    private const int MaximumCustomDataBytes = 65_535;

    public static JsonNode? At(JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (string name in path)
            node = (node as JsonObject)?[name];
        return node;
    }

    /// <summary>Null when there is no text at the path, or an empty one.</summary>
    public static string? Text(JsonNode? node, params ReadOnlySpan<string> path) =>
        At(node, path) is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0 ? text : null;

    /// <summary>Null when there is no whole number at the path.</summary>
    public static int? Number(JsonNode? node, params ReadOnlySpan<string> path) =>
        At(node, path) is JsonValue value && value.TryGetValue(out int number) ? number : null;

    /// <summary>The objects of an array; empty when there is none.</summary>
    public static IReadOnlyList<JsonObject> Items(JsonNode? node, params ReadOnlySpan<string> path) =>
        At(node, path) is JsonArray array ? [.. array.OfType<JsonObject>()] : [];

    /// <summary>Whether one of Azure's enumerated words stands at the path; they are not case-sensitive.</summary>
    public static bool Says(JsonNode? node, string word, params ReadOnlySpan<string> path) =>
        word.Equals(Text(node, path), StringComparison.OrdinalIgnoreCase);

    public static ArmRefusal Missing(string parameter) => ArmRefusal.Invalid($"Required parameter '{parameter}' is missing (null).");

    /// <exception cref="ArmRefusal">The name is malformed.</exception>
    public static void CheckName(ResourceType type, string name)
    {
        int longest = type == ResourceType.ScaleSets || type == ResourceType.Machines ? 64 : 80;
        if (name.Length > longest || !Names().IsMatch(name))
        {
            throw ArmRefusal.Invalid(
                $"The name '{name}' of a {type.Words} is not valid: up to {longest} letters, digits, '-', '_' and '.', beginning with " +
                    $"a letter or digit.");
        }
    }

    /// <exception cref="ArmRefusal">It is missing or malformed.</exception>
    public static string ReadLocation(ResourceType type, JsonObject body)
    {
        string location = Text(body, "location")?.Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant()
            ?? throw new ArmRefusal(400, "LocationRequired", "The location property is required for this definition.");
        return Locations().IsMatch(location)
            ? location
            : throw new ArmRefusal(400, "LocationNotAvailableForResourceType",
                $"The provided location '{location}' is not available for resource type '{type.FullName}'.");
    }

    /// <exception cref="ArmRefusal">It is not Base64, or too long.</exception>
    public static void CheckCustomData(string? customData)
    {
        if (customData is null)
            return;

        Span<byte> decoded = new byte[customData.Length];
        if (!Convert.TryFromBase64String(customData, decoded, out int length))
            throw ArmRefusal.Invalid("Custom data in OSProfile must be in Base64 encoding.");
        if (length > MaximumCustomDataBytes)
            throw ArmRefusal.Invalid($"Custom data in OSProfile must be at most {MaximumCustomDataBytes} bytes long.");
    }

    /// <summary>The parts of a body that Azure gives back, copied.</summary>
    public static JsonObject Kept(JsonObject body)
    {
        JsonObject model = [];
        foreach (string kept in (string[])["properties", "tags", "identity", "zones", "plan", "sku"])
        {
            if (body[kept] is { } part)
                model[kept] = part.DeepClone();
        }

        return model;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]*\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Names();

    [GeneratedRegex(@"\A[a-z0-9-]{1,64}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Locations();
}
