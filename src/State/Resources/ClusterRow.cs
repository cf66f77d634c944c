using BatchAi.Model;

namespace BatchAi.State;

/// <summary>The resource document of a cluster. What changes by itself (nodes, allocation) is in its facts.</summary>
public sealed record ClusterRow
{
    public required ClusterId Id { get; init; }

    /// <summary>Lower-case hex, made at creation: a cluster of the same name made later has another.</summary>
    public required string Uid { get; init; }

    public required string Location { get; init; }

    /// <summary>What the request gave, defaults filled in, no secret values.</summary>
    public required ClusterProperties Properties { get; init; }

    /// <summary>The size that is used: another than asked when that was retired. Null in rows of earlier releases, which used what was asked.</summary>
    public string? VmSize { get; init; }

    /// <summary>The image that is used, likewise.</summary>
    public FleetImage? Image { get; init; }

    public required ProvisioningState State { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When <see cref="State"/> last changed.</summary>
    public required DateTimeOffset ChangedAt { get; init; }
}
