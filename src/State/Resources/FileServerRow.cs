using BatchAi.Model;

namespace BatchAi.State;

/// <summary>The resource document of a file server.</summary>
public sealed record FileServerRow
{
    public required FileServerId Id { get; init; }

    /// <summary>Lower-case hex, made at creation: a file server of the same name made later has another.</summary>
    public required string Uid { get; init; }

    public required string Location { get; init; }

    /// <summary>What the request gave, defaults filled in, no secret values.</summary>
    public required FileServerProperties Properties { get; init; }

    public required ProvisioningState State { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When <see cref="State"/> last changed.</summary>
    public required DateTimeOffset ChangedAt { get; init; }
}
