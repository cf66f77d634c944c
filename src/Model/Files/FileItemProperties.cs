using System.Text.Json.Serialization;

namespace BatchAi.Model;

/// <summary>Size and age of a file.</summary>
public sealed record FileItemProperties
{
    [JsonConverter(typeof(WireDateConverter))]
    public DateTimeOffset? LastModified { get; init; }

    /// <summary>In bytes; 0 for an empty file.</summary>
    public long? ContentLength { get; init; }
}
