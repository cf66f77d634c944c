using System.Globalization;
using System.Text.Json;

namespace BatchAi.AzureAdapters;

/// <summary>
/// What the metadata service says of a machine, once its signature was checked. Source: learn.microsoft.com, "Azure
/// Instance Metadata Service", attested data.
/// </summary>
internal sealed record AttestedDocument(
    string Nonce,
    string VmId,
    string SubscriptionId,
    DateTimeOffset CreatedOn,
    DateTimeOffset ExpiresOn)
{
    private const string TimeFormat = "MM/dd/yy HH:mm:ss zzz";

    /// <summary>Null when a member is missing or malformed.</summary>
    public static AttestedDocument? Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            Utf8JsonReader reader = new(json);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            JsonElement root = document.RootElement;
            JsonElement times = root.GetProperty("timeStamp");
            return new AttestedDocument(
                Text(root, "nonce"),
                Text(root, "vmId"),
                Text(root, "subscriptionId"),
                Time(times, "createdOn"),
                Time(times, "expiresOn"));
        }
        catch (Exception malformed)
            when (malformed is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static string Text(JsonElement element, string name) =>
        element.GetProperty(name).GetString() ?? throw new FormatException($"{name} is null.");

    /// <summary>For example <c>11/28/18 00:16:17 -0000</c>.</summary>
    private static DateTimeOffset Time(JsonElement element, string name)
    {
        string text = Text(element, name);
        return DateTimeOffset.ParseExact(
            text.Length > 2 ? text.Insert(text.Length - 2, ":") : text,
            TimeFormat,
            CultureInfo.InvariantCulture);
    }
}
