using BatchAi.Model;

namespace BatchAi.State;

/// <summary>The resource document of a workspace.</summary>
public sealed record WorkspaceRow
{
    public required WorkspaceId Id { get; init; }

    /// <summary>Lower-case hex, made at creation: a workspace of the same name made later has another.</summary>
    public required string Uid { get; init; }

    /// <summary>Everything in the workspace lives there.</summary>
    public required string Location { get; init; }

    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    public required ProvisioningState State { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When <see cref="State"/> last changed.</summary>
    public required DateTimeOffset ChangedAt { get; init; }
}

/// <summary>An entry of the index of workspaces. Written before the workspace and removed after it, so an entry may name a workspace that is not there.</summary>
public sealed record WorkspaceEntry(WorkspaceId Id);
