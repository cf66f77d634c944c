using System.Text.Json.Serialization;

namespace BatchAi.Model;

/// <summary>Properties of a file server.</summary>
public sealed record FileServerProperties
{
    public string? VmSize { get; init; }

    public SshConfiguration? SshConfiguration { get; init; }

    public DataDisks? DataDisks { get; init; }

    public ResourceReference? Subnet { get; init; }

    /// <summary>Read-only.</summary>
    public MountSettings? MountSettings { get; init; }

    /// <summary>Read-only.</summary>
    [JsonConverter(typeof(WireDateConverter))]
    public DateTimeOffset? ProvisioningStateTransitionTime { get; init; }

    /// <summary>Read-only.</summary>
    [JsonConverter(typeof(WireDateConverter))]
    public DateTimeOffset? CreationTime { get; init; }

    /// <summary>Read-only.</summary>
    public ProvisioningState? ProvisioningState { get; init; }
}

/// <summary>Where a file server is reached.</summary>
public sealed record MountSettings
{
    public string? MountPoint { get; init; }

    [JsonPropertyName("fileServerPublicIP")]
    public string? FileServerPublicIP { get; init; }

    [JsonPropertyName("fileServerInternalIP")]
    public string? FileServerInternalIP { get; init; }
}
