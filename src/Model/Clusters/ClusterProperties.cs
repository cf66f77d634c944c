using System.Text.Json.Serialization;

namespace BatchAi.Model;

/// <summary>Properties of a cluster: first what a request gives, then what the service adds.</summary>
public sealed record ClusterProperties
{
    public string? VmSize { get; init; }

    public VmPriority? VmPriority { get; init; }

    public ScaleSettings? ScaleSettings { get; init; }

    public VirtualMachineConfiguration? VirtualMachineConfiguration { get; init; }

    public NodeSetup? NodeSetup { get; init; }

    public UserAccountSettings? UserAccountSettings { get; init; }

    public ResourceReference? Subnet { get; init; }

    /// <summary>Read-only.</summary>
    [JsonConverter(typeof(WireDateConverter))]
    public DateTimeOffset? CreationTime { get; init; }

    /// <summary>Read-only.</summary>
    public ProvisioningState? ProvisioningState { get; init; }

    /// <summary>Read-only.</summary>
    [JsonConverter(typeof(WireDateConverter))]
    public DateTimeOffset? ProvisioningStateTransitionTime { get; init; }

    /// <summary>Read-only.</summary>
    public AllocationState? AllocationState { get; init; }

    /// <summary>Read-only.</summary>
    [JsonConverter(typeof(WireDateConverter))]
    public DateTimeOffset? AllocationStateTransitionTime { get; init; }

    /// <summary>Read-only; absent when none.</summary>
    public IReadOnlyList<BatchAIError>? Errors { get; init; }

    /// <summary>Read-only; always sent, also 0.</summary>
    public int? CurrentNodeCount { get; init; }

    /// <summary>Read-only; always sent.</summary>
    public NodeStateCounts? NodeStateCounts { get; init; }

    /// <summary>
    /// Read-only, at the extended api-version: the size the nodes have, which is another than <see cref="VmSize"/> when
    /// that was retired.
    /// </summary>
    public string? VmSizeInUse { get; init; }

    /// <summary>Read-only, at the extended api-version: the image the nodes boot from, likewise.</summary>
    public ImageReference? ImageReferenceInUse { get; init; }
}

/// <summary>Whether the cluster has the nodes it wants.</summary>
[JsonConverter(typeof(LowerCaseEnumConverter<AllocationState>))]
public enum AllocationState
{
    /// <summary>It has.</summary>
    Steady,
    /// <summary>Nodes are being added or removed.</summary>
    Resizing,
}

/// <summary>How many nodes are in which state; all five are always sent.</summary>
public sealed record NodeStateCounts
{
    public int IdleNodeCount { get; init; }

    public int RunningNodeCount { get; init; }

    public int PreparingNodeCount { get; init; }

    public int UnusableNodeCount { get; init; }

    public int LeavingNodeCount { get; init; }
}
