using System.Text.Json.Serialization;

namespace BatchAi.Model;

/// <summary>One node as a user sees it: element of <c>GET …/clusters/{name}/nodes</c> at 2026-11-01.</summary>
public sealed record NodeInformation
{
    public required string NodeId { get; init; }

    public string? IpAddress { get; init; }

    /// <summary>idle, running, preparing, unusable or leaving.</summary>
    public required string State { get; init; }

    /// <summary>Uid of the job that holds it: the last part of that job's <c>jobOutputDirectoryPathSegment</c>, without hyphens.</summary>
    public string? JobUid { get; init; }

    /// <summary>What is wrong with it; absent when nothing is.</summary>
    public BatchAIError? Problem { get; init; }

    [JsonConverter(typeof(WireDateConverter))]
    public DateTimeOffset? LastHeard { get; init; }
}
