using BatchAi.Model;

namespace BatchAi.State;

/// <summary>A node with its last report. Written by the node's own calls and by observations of the fleet.</summary>
public sealed record NodeFacts
{
    /// <summary>Number of the instance in its scale set, never given twice there.</summary>
    public required int Ordinal { get; init; }

    /// <summary>When the node was first known: listed by the cloud or registered.</summary>
    public required DateTimeOffset KnownSince { get; init; }

    public required string NodeId { get; init; }

    /// <summary>0 until an agent has registered; up by one at every new boot id.</summary>
    public int Epoch { get; init; }

    public string? BootId { get; init; }

    /// <summary>The boot before this one. Whoever still calls in its name is a leftover and has to stop.</summary>
    public string? FormerBootId { get; init; }

    public string? KeyHash { get; init; }

    /// <summary>SHA-256 of the node's token in lower-case hex: the token itself is never kept.</summary>
    public string? TokenHash { get; init; }

    public string? Address { get; init; }

    public NodeStatus? Status { get; init; }

    public BatchAIError? Problem { get; init; }

    /// <summary>Written at most once a heartbeat when nothing else changes.</summary>
    public DateTimeOffset? LastHeard { get; init; }

    /// <summary>Since when it is ready and free; null while it has something of a job.</summary>
    public DateTimeOffset? IdleSince { get; init; }

    public bool EvictionNoticed { get; init; }

    /// <summary>What it last said of each attempt it still has something of.</summary>
    public IReadOnlyList<JobReport> Reports { get; init; } = [];

    /// <summary>The instance's id in its scale set.</summary>
    public string InstanceId => Ordinal.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Its report on one attempt; null when it made none.</summary>
    public JobReport? ReportOn(string jobUid, long fence) =>
        Reports.FirstOrDefault(report => report.JobUid == jobUid && report.Fence == fence);
}
