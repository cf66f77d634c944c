using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace BatchAi.Embedded;

/// <summary>How the events of one turn are written.</summary>
[JsonSerializable(typeof(IReadOnlyList<HistoryEvent>))]
[JsonSerializable(typeof(List<HistoryEvent>))]
internal sealed partial class HistoryJson : JsonSerializerContext
{
    // Inputs and outputs are JSON inside a JSON string: the default encoder would spend six characters on every quotation mark.
    private static readonly HistoryJson s_compact = new(
        new JsonSerializerOptions(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public static string Write(IReadOnlyList<HistoryEvent> events) => JsonSerializer.Serialize(events, s_compact.IReadOnlyListHistoryEvent);

    /// <exception cref="JsonException">The text is not a list of events.</exception>
    public static List<HistoryEvent> Read(string json) =>
        JsonSerializer.Deserialize(json, s_compact.ListHistoryEvent) ?? throw new JsonException("null is not a list of events");
}
