using System.Text.Json.Serialization;

namespace BatchAi.Model;

/// <summary>A queue message that became no job: element of <c>GET …/refusedJobMessages</c> at 2026-11-01.</summary>
public sealed record RefusedJobMessage
{
    public required string MessageId { get; init; }

    /// <summary>Azure Resource Manager id of the job it asked for; absent when it names none.</summary>
    public string? Job { get; init; }

    [JsonConverter(typeof(WireDateConverter))]
    public required DateTimeOffset RefusedAt { get; init; }

    public required CloudErrorBody Reason { get; init; }
}
