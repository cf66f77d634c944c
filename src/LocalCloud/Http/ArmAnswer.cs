using System.Text.Json.Nodes;

namespace BatchAi.LocalCloud;

/// <summary>An answer of a handler.</summary>
internal sealed record ArmAnswer(int Status, JsonNode? Body = null)
{
    public string? ETag { get; init; }

    /// <summary>Id of the operation the client can follow.</summary>
    public Operation? Operation { get; init; }

    /// <summary>Seconds for Retry-After; null for none.</summary>
    public int? RetryAfter { get; init; }
}
