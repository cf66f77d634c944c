using System.Text.Json.Serialization;

namespace BatchAi.Model;

/// <summary>
/// What is announced about a job, as a CloudEvent (1.0, structured JSON). It may be announced more than once, always
/// with the same <see cref="Id"/>.
/// </summary>
public sealed record JobEvent
{
    public const string Accepted = "batchai.job.accepted";

    public const string Refused = "batchai.job.refused";

    public const string Ended = "batchai.job.ended";

    [JsonPropertyName("specversion")]
    public string SpecVersion { get; init; } = "1.0";

    /// <summary>The same for every copy of one announcement, different for all others.</summary>
    public required string Id { get; init; }

    /// <summary>The same for all: <see cref="Id"/> alone tells announcements apart.</summary>
    public string Source { get; init; } = "/providers/Microsoft.BatchAI/jobs";

    /// <summary>One of <see cref="Accepted"/>, <see cref="Refused"/> and <see cref="Ended"/>.</summary>
    public required string Type { get; init; }

    /// <summary>Azure Resource Manager id of the job; absent when a refused message does not name one.</summary>
    public string? Subject { get; init; }

    /// <summary>When it happened; it may be announced later.</summary>
    [JsonConverter(typeof(WireDateConverter))]
    public required DateTimeOffset Time { get; init; }

    [JsonPropertyName("datacontenttype")]
    public string DataContentType { get; init; } = "application/json";

    public required JobEventData Data { get; init; }
}
