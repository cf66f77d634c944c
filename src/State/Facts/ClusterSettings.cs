using BatchAi.Model;

namespace BatchAi.State;

/// <summary>Row <c>settings</c>: what the user asked of a cluster. PATCH and DELETE write it, Reconcile only reads it.</summary>
public sealed record ClusterSettings
{
    public required string Uid { get; init; }

    public required ClusterId Id { get; init; }

    public required string Location { get; init; }

    /// <summary>The size actually used; what was asked is in the resource row.</summary>
    public required string VmSize { get; init; }

    public required bool LowPriority { get; init; }

    public required ScaleSettings Scale { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Once true it stays so.</summary>
    public bool DeleteRequested { get; init; }
}
