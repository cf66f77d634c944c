using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using BatchAi.Model;

namespace BatchAi.Cli;

/// <summary>
/// Finds properties that the service does not have: it ignores them, as the old one did, so a misspelled one is lost
/// without a word.
/// </summary>
internal static class PropertyCheck
{
    /// <summary>What may stand beside <c>properties</c>.</summary>
    private static readonly string[] s_outside = ["properties", "$schema", "location", "id", "name", "type", "tags"];

    /// <summary>One sentence for each property that is not one of <typeparamref name="TProperties"/>.</summary>
    /// <param name="file">What the user wrote.</param>
    /// <param name="properties">The same in today's spelling.</param>
    /// <param name="what">For example <c>job</c>.</param>
    public static IReadOnlyList<string> Of<TProperties>(JsonObject file, JsonObject properties, string what)
    {
        List<string> found = [];
        if (file["properties"] is JsonObject)
        {
            found.AddRange(
                file.Select(property => property.Key)
                    .Where(name => !s_outside.Contains(name, StringComparer.OrdinalIgnoreCase))
                    .Select(name => $"'{name}' stands outside of \"properties\" and is ignored."));
        }

        Walk(properties, "properties", ModelJson.Default.Options.GetTypeInfo(typeof(TProperties)), what, found);
        return found;
    }

    private static void Walk(JsonNode? node, string path, JsonTypeInfo type, string what, List<string> found)
    {
        switch (node)
        {
            case JsonObject body when type.Kind == JsonTypeInfoKind.Object:
                string[] names = [.. type.Properties.Select(property => property.Name)];
                foreach ((string name, JsonNode? value) in body)
                {
                    JsonPropertyInfo? known = type.Properties.FirstOrDefault(property =>
                        property.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
                    if (known is null)
                        found.Add($"{path}.{name} is no property of a {what} and is ignored{NearestWord.Ending(name, names)}");
                    else if (type.Options.TryGetTypeInfo(known.PropertyType, out JsonTypeInfo? below))
                        Walk(value, $"{path}.{name}", below, what, found);
                }

                break;
            case JsonArray list when type is { Kind: JsonTypeInfoKind.Enumerable, ElementType: { } element }:
                foreach ((int index, JsonNode? item) in list.Index())
                    Walk(item, $"{path}[{index}]", type.Options.GetTypeInfo(element), what, found);
                break;
        }
    }
}
