namespace BatchAi.Model;

/// <summary>An agent says which instance it runs on. Idempotent for the same boot id and key.</summary>
public sealed record RegisterRequest
{
    public required int Protocol { get; init; }

    /// <summary>Uid of the cluster, from the instance's own custom data.</summary>
    public required string ClusterUid { get; init; }

    /// <summary>Id of the instance in its scale set: a number that is never given twice.</summary>
    public required string InstanceId { get; init; }

    /// <summary>New for every boot of the instance; a new one ends what ran before.</summary>
    public required string BootId { get; init; }

    /// <summary>
    /// SHA-256, in lower-case hex, of a key the agent made and keeps on disk: another agent cannot take over the boot
    /// id.
    /// </summary>
    public required string KeyHash { get; init; }

    /// <summary>
    /// What proves that the agent runs on this instance: locally the content of the instance's identity file, on Azure
    /// a <see cref="NodeProof"/> as JSON.
    /// </summary>
    public required string Proof { get; init; }

    /// <summary>Address the other nodes reach this one by.</summary>
    public required string Address { get; init; }

    public int GpuCount { get; init; }

    public string? AgentVersion { get; init; }
}
