using System.Text.Json.Serialization;

namespace BatchAi.Model;

/// <summary>Limits of a job.</summary>
public sealed record JobConstraints
{
    /// <summary>P7D when absent.</summary>
    [JsonConverter(typeof(WireDurationConverter))]
    public TimeSpan? MaxWallClockTime { get; init; }
}
