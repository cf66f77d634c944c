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

    /// <summary>What looks wrong with a job that runs; absent when nothing does. From 2026-11-01 on.</summary>
    public IReadOnlyList<BatchAIError>? Warnings { get; init; }

    /// <summary>How many attempts were begun, this one included. From 2026-11-01 on.</summary>
    public int? Attempt { get; init; }

    /// <summary>How the attempt before this one ended; absent for the first. From 2026-11-01 on.</summary>
    public AttemptEnd? PreviousAttempt { get; init; }
}

/// <summary>How an attempt ended that another followed.</summary>
public sealed record AttemptEnd
{
    /// <summary>Absent where its nodes were lost or taken back.</summary>
    public int? ExitCode { get; init; }

    public IReadOnlyList<BatchAIError>? Errors { get; init; }

    [JsonConverter(typeof(WireDateConverter))]
    public DateTimeOffset? EndTime { get; init; }
}
