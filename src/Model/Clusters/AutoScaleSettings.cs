using System.Text.Json.Serialization;

namespace BatchAi.Model;

/// <summary>As many nodes as the jobs need, between two bounds.</summary>
public sealed record AutoScaleSettings
{
    /// <summary>Required; 0 or more.</summary>
    public int? MinimumNodeCount { get; init; }

    /// <summary>Required; at least the minimum.</summary>
    public int? MaximumNodeCount { get; init; }

    /// <summary>Used at creation only; 0 when absent.</summary>
    public int? InitialNodeCount { get; init; }

    /// <summary>How long a node stays idle before it goes; PT5M when absent. Only at api-version 2026-11-01.</summary>
    [JsonConverter(typeof(WireDurationConverter))]
    public TimeSpan? IdleTimeBeforeScaleDown { get; init; }
}
