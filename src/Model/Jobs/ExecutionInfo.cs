using System.Text.Json.Serialization;

namespace BatchAi.Model;

/// <summary>How a run went; absent while the job is queued.</summary>
public sealed record ExecutionInfo
{
    [JsonConverter(typeof(WireDateConverter))]
    public DateTimeOffset? StartTime { get; init; }

    [JsonConverter(typeof(WireDateConverter))]
    public DateTimeOffset? EndTime { get; init; }

    /// <summary>Absent while running and for terminated jobs.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Absent on success.</summary>
    public IReadOnlyList<BatchAIError>? Errors { get; init; }
}
