using System.Text.Json.Serialization.Metadata;

namespace BatchAi.Model;

/// <summary>Finds what type a document expects at a path such as <c>properties.scaleSettings.autoScale.minimumNodeCount</c>.</summary>
internal static class JsonPath
{
    /// <summary>A serializer's path (<c>$.a.b[0]</c>) as we show it.</summary>
    public static string Trim(string? path) =>
        path is null or "$" ? ""
        : path.StartsWith("$.", StringComparison.Ordinal) ? path[2..]
        : path;

    /// <summary>In words: a string, a whole number, true or false, an array, an object.</summary>
    public static string Expected(JsonTypeInfo root, string path)
    {
        JsonTypeInfo? at = root;
        foreach (string step in path.Split(['.', '['], StringSplitOptions.RemoveEmptyEntries))
        {
            Type? next = at.Kind switch
            {
                JsonTypeInfoKind.Object => at
                    .Properties.FirstOrDefault(property => property.Name.Equals(step, StringComparison.OrdinalIgnoreCase))
                    ?.PropertyType,
                JsonTypeInfoKind.Enumerable or JsonTypeInfoKind.Dictionary => at.ElementType,
                _ => null,
            };
            if (next is null)
                return "an object";
            at = root.Options.GetTypeInfo(next);
        }

        return InWords(at);
    }

    private static string InWords(JsonTypeInfo type) => type.Kind switch
    {
        JsonTypeInfoKind.Enumerable => "an array",
        JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary => "an object",
        _ => Type.GetTypeCode(Nullable.GetUnderlyingType(type.Type) ?? type.Type) switch
        {
            TypeCode.String => "a string",
            TypeCode.Boolean => "true or false",
            TypeCode.Int32 => "a whole number of at most 32 bits",
            TypeCode.Int64 => "a whole number",
            _ => "of another type",
        },
    };
}
