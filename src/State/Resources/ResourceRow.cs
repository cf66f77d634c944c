using BatchAi.Model;

namespace BatchAi.State;

/// <summary>What the documents of all resources have.</summary>
public abstract record ResourceRow
{
    /// <summary>Lower-case hex, made at creation: a resource of the same name made later has another.</summary>
    public required string Uid { get; init; }

    public required ProvisioningState State { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When <see cref="State"/> last changed.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>Its kind and names. Not kept: it follows from the id.</summary>
    public abstract ResourceAddress Address { get; }

    /// <summary>
    /// Without what happens by itself: <see cref="ResourceVersion"/> is made of it. That it is being deleted stays, since
    /// a client did that. Not kept.
    /// </summary>
    public virtual ResourceRow AsWritten() => this with
    {
        State = State is ProvisioningState.Deleting ? State : ProvisioningState.Succeeded,
        ChangedAt = CreatedAt,
    };
}

/// <summary>The resource document of a workspace.</summary>
public sealed record WorkspaceRow : ResourceRow
{
    public required WorkspaceId Id { get; init; }

    /// <summary>Everything in the workspace lives there.</summary>
    public required string Location { get; init; }

    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    public override ResourceAddress Address => ResourceAddress.Of(Id);
}

/// <summary>The resource document of an experiment.</summary>
public sealed record ExperimentRow : ResourceRow
{
    public required ExperimentId Id { get; init; }

    /// <summary>The workspace's.</summary>
    public required string Location { get; init; }

    public override ResourceAddress Address => ResourceAddress.Of(Id);
}

/// <summary>The resource document of a file server.</summary>
public sealed record FileServerRow : ResourceRow
{
    public required FileServerId Id { get; init; }

    public required string Location { get; init; }

    /// <summary>What the request gave, defaults filled in, no secret values.</summary>
    public required FileServerProperties Properties { get; init; }

    public override ResourceAddress Address => ResourceAddress.Of(Id);
}

/// <summary>The resource document of a cluster. What changes by itself (nodes, allocation) is in its facts.</summary>
public sealed record ClusterRow : ResourceRow
{
    public required ClusterId Id { get; init; }

    public required string Location { get; init; }

    /// <summary>What the request gave, defaults filled in, no secret values.</summary>
    public required ClusterProperties Properties { get; init; }

    /// <summary>
    /// The size that is used: another than asked when that was retired. Null in rows of earlier releases, which used
    /// what was asked.
    /// </summary>
    public string? VmSize { get; init; }

    /// <summary>The image that is used, likewise.</summary>
    public FleetImage? Image { get; init; }

    public override ResourceAddress Address => ResourceAddress.Of(Id);

    /// <summary>With the scale settings in force, which the facts keep; null leaves those it was made with.</summary>
    public ClusterRow ScaledBy(ScaleSettings? scale) =>
        scale is null ? this : this with { Properties = Properties with { ScaleSettings = scale } };
}

/// <summary>The resource document of a job. While the job has a facts row, that one is the authority on its execution.</summary>
public sealed record JobRow : ResourceRow
{
    public required JobId Id { get; init; }

    public required ClusterId Cluster { get; init; }

    public required string ClusterUid { get; init; }

    /// <summary>What the request gave, defaults filled in, no secret values.</summary>
    public required JobProperties Properties { get; init; }

    /// <summary>The queue message that asked for it; null when a request did.</summary>
    public string? MessageId { get; init; }

    /// <summary>How it ended, copied from the facts; null before.</summary>
    public JobExecution? Ended { get; init; }

    public override ResourceAddress Address => ResourceAddress.Of(Id);

    public override ResourceRow AsWritten() => (JobRow)base.AsWritten() with { Ended = null };
}

/// <summary>Where a job's execution stands, as a GET shows it.</summary>
/// <param name="ChangedAt">When <paramref name="State"/> last changed.</param>
/// <param name="Info">Null while queued.</param>
public sealed record JobExecution(ExecutionState State, DateTimeOffset ChangedAt, ExecutionInfo? Info);

/// <summary>
/// An entry of the index of workspaces. Written before the workspace and removed after it, so an entry may name a
/// workspace that is not there.
/// </summary>
public sealed record WorkspaceEntry(WorkspaceId Id);

/// <summary>A marketplace image, or a custom one by id.</summary>
public sealed record FleetImage(string Publisher, string Offer, string Sku, string Version, string? ImageId)
{
    /// <summary>The image an accepted body names: <see cref="ClusterBody.Accept"/> fills in what it leaves out.</summary>
    public static FleetImage Of(ClusterProperties accepted)
    {
        ImageReference image = accepted.VirtualMachineConfiguration!.ImageReference!;
        return new FleetImage(image.Publisher!, image.Offer!, image.Sku!, image.Version!, image.VirtualMachineImageId);
    }
}
