using BatchAi.Model;

namespace BatchAi.State;

/// <summary>The resource document of an experiment.</summary>
public sealed record ExperimentRow
{
    public required ExperimentId Id { get; init; }

    /// <summary>Lower-case hex, made at creation: an experiment of the same name made later has another.</summary>
    public required string Uid { get; init; }

    /// <summary>The workspace's.</summary>
    public required string Location { get; init; }

    public required ProvisioningState State { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When <see cref="State"/> last changed.</summary>
    public required DateTimeOffset ChangedAt { get; init; }
}
