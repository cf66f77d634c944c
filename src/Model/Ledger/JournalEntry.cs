using System.Text.Json.Serialization;

namespace BatchAi.Model;

/// <summary>One decision about a cluster: element of <c>GET …/clusters/{name}/journal</c> at 2026-11-01.</summary>
public sealed record JournalEntry
{
    [JsonConverter(typeof(WireDateConverter))]
    public required DateTimeOffset At { get; init; }

    /// <summary>Which run of the cluster's orchestration decided.</summary>
    public required int Generation { get; init; }

    /// <summary>One sentence for people; not to be parsed.</summary>
    public required string Text { get; init; }
}
