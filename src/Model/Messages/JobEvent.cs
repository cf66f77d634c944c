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

/// <summary>The particulars of a <see cref="JobEvent"/>.</summary>
public sealed record JobEventData
{
    /// <summary>Tells the job from an earlier or later one of the same name; absent from refusals.</summary>
    public string? JobUid { get; init; }

    /// <summary>The queue message that asked for the job; absent for jobs that were put by a request.</summary>
    public string? MessageId { get; init; }

    /// <summary>succeeded or failed; of an ended job.</summary>
    public ExecutionState? ExecutionState { get; init; }

    /// <summary>Of an ended job; absent when it was terminated or its nodes failed.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Why it ended as failed.</summary>
    public IReadOnlyList<BatchAIError>? Errors { get; init; }

    /// <summary>Why the message was refused.</summary>
    public CloudErrorBody? Reason { get; init; }
}
