using System.Text.Json.Serialization;

namespace BatchAi.Model;

/// <summary>How a long-running operation stands: what polling <c>Azure-AsyncOperation</c> answers (REST contract, section 3.1).</summary>
public sealed record OperationResult
{
    /// <summary>The URL of this answer, without its query.</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>InProgress, Succeeded or Failed; unlike every other value, not in lower case.</summary>
    public required string Status { get; init; }

    [JsonConverter(typeof(WireDateConverter))]
    public required DateTimeOffset StartTime { get; init; }

    /// <summary>Absent while in progress.</summary>
    [JsonConverter(typeof(WireDateConverter))]
    public DateTimeOffset? EndTime { get; init; }

    public OperationTarget? Properties { get; init; }

    public CloudErrorBody? Error { get; init; }
}

/// <summary>What a long-running operation was about.</summary>
public sealed record OperationTarget
{
    /// <summary>Names joined by dollar signs, not an Azure Resource Manager id.</summary>
    public required string ResourceId { get; init; }
}
