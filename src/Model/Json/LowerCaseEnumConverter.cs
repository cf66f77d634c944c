using System.Text.Json;
using System.Text.Json.Serialization;

namespace BatchAi.Model;

/// <summary>Writes an enum in lower case and reads it in any case; anything else is refused with the values that are allowed.</summary>
public sealed class LowerCaseEnumConverter<TEnum> : JsonConverter<TEnum>
    where TEnum : struct, Enum
{
    private static readonly Dictionary<string, TEnum> s_values = Enum.GetValues<TEnum>()
        .ToDictionary(value => value.ToString(), StringComparer.OrdinalIgnoreCase);
    private static readonly Dictionary<TEnum, JsonEncodedText> s_names = s_values.ToDictionary(
        pair => pair.Value,
        pair => JsonEncodedText.Encode(pair.Key.ToLowerInvariant()));
    private static readonly string s_allowed = string.Join(", ", s_names.Values);

    /// <inheritdoc/>
    public override TEnum Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType is JsonTokenType.String && s_values.TryGetValue(reader.GetString()!, out TEnum value)
            ? value
            : throw new JsonException($"must be one of {s_allowed}");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, TEnum value, JsonSerializerOptions options) =>
        writer.WriteStringValue(s_names[value]);
}
