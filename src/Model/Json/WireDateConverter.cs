using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace BatchAi.Model;

/// <summary>Dates are UTC, to the millisecond, trailing zeros dropped: <c>2018-06-06T18:39:26.25Z</c> (REST contract, section 1).</summary>
public sealed class WireDateConverter : JsonConverter<DateTimeOffset>
{
    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture));
}
