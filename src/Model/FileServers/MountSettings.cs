using System.Text.Json.Serialization;

namespace BatchAi.Model;

/// <summary>Where a file server is reached.</summary>
public sealed record MountSettings
{
    public string? MountPoint { get; init; }

    [JsonPropertyName("fileServerPublicIP")]
    public string? FileServerPublicIP { get; init; }

    [JsonPropertyName("fileServerInternalIP")]
    public string? FileServerInternalIP { get; init; }
}
