using System.Text.Json;
using System.Text.Json.Serialization;
using System.Xml;

namespace BatchAi.Model;

/// <summary>
/// Durations are ISO 8601 (<c>P7D</c>, <c>PT1H</c>); the swagger's <c>7.00:00:00</c> is read, too, never written (REST
/// contract, section 8.1).
/// </summary>
public sealed class WireDurationConverter : JsonConverter<TimeSpan>
{
    private const string Expected = "must be an ISO 8601 duration such as PT1H or P7D";

    /// <inheritdoc/>
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is not JsonTokenType.String)
            throw new JsonException(Expected);

        string text = reader.GetString()!;
        try
        {
            return text.StartsWith('P') || text.StartsWith("-P", StringComparison.Ordinal)
                ? XmlConvert.ToTimeSpan(text)
                : TimeSpan.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (Exception unreadable) when (unreadable is FormatException or OverflowException)
        {
            throw new JsonException(Expected, unreadable);
        }
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteStringValue(XmlConvert.ToString(value));
}
