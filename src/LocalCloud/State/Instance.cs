namespace BatchAi.LocalCloud;

/// <summary>One machine: of a scale set, or a virtual machine of its own.</summary>
internal sealed record Instance
{
    /// <summary>A number, never given twice in its owner.</summary>
    public required string Id { get; init; }

    public required string VmId { get; init; }

    public required string VmSize { get; init; }

    /// <summary>Its own loopback address.</summary>
    public required string Address { get; init; }

    /// <summary>UUIDs of the GPUs that are its own.</summary>
    public required IReadOnlyList<string> Gpus { get; init; }

    /// <summary>Its size promises GPUs the machine does not have.</summary>
    public bool Simulated { get; init; }

    /// <summary>Short, because paths of sockets are limited to 108 bytes.</summary>
    public required string TempDirectory { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When provisioning is over and the instance boots.</summary>
    public required DateTimeOffset BootsAt { get; init; }

    public DateTimeOffset? EvictedAt { get; init; }

    /// <summary>Fault: reported as running, but nothing ever runs.</summary>
    public bool NeverStarts { get; init; }

    public required InstanceState State { get; init; }
}
