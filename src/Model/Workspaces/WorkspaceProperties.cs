using System.Text.Json.Serialization;

namespace BatchAi.Model;

/// <summary>What is known of a workspace or an experiment beyond its name; all read-only.</summary>
public sealed record WorkspaceProperties
{
    [JsonConverter(typeof(WireDateConverter))]
    public DateTimeOffset? CreationTime { get; init; }

    public ProvisioningState? ProvisioningState { get; init; }

    [JsonConverter(typeof(WireDateConverter))]
    public DateTimeOffset? ProvisioningStateTransitionTime { get; init; }
}
