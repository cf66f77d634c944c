using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace BatchAi.LocalCloud;

/// <summary>A uniform scale set. Immutable: a change is a new value, written to disk before it is seen.</summary>
internal sealed record ScaleSet
{
    public required string Uid { get; init; }

    public required string Subscription { get; init; }

    public required string ResourceGroup { get; init; }

    public required string Name { get; init; }

    public required string Location { get; init; }

    public required string VmSize { get; init; }

    /// <summary>Properties, tags and identity as they were sent, without what Azure never gives back (password, custom data).</summary>
    public required JsonObject Model { get; init; }

    /// <summary>Base64, as it was sent.</summary>
    public string? CustomData { get; init; }

    public required int Capacity { get; init; }

    /// <summary>Raised by every change; the ETag.</summary>
    public required long Version { get; init; }

    public required long NextInstance { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public bool Deleting { get; init; }

    /// <summary>The last raise did not come to its end.</summary>
    public bool LastRaiseFailed { get; init; }

    public required IReadOnlyList<Instance> Instances { get; init; }

    /// <summary>File and dictionary key; names are case-insensitive on Azure.</summary>
    [JsonIgnore]
    public string Key => Name.ToLowerInvariant();

    [JsonIgnore]
    public string ETag => $"\"{Version}\"";

    [JsonIgnore]
    public string Id => $"/subscriptions/{Subscription}/resourceGroups/{ResourceGroup}/providers/Microsoft.Compute/virtualMachineScaleSets/{Name}";

    [JsonIgnore]
    public string ProvisioningState =>
        Deleting ? "Deleting"
        : Instances.Any(instance => instance.State is InstanceState.Creating or InstanceState.Deleting) ? "Updating"
        : LastRaiseFailed ? "Failed"
        : "Succeeded";

    public Instance? Find(string instanceId) => Instances.FirstOrDefault(instance => instance.Id == instanceId);

    /// <summary>The same scale set with one instance replaced.</summary>
    public ScaleSet With(Instance changed) => this with { Instances = [.. Instances.Select(instance => instance.Id == changed.Id ? changed : instance)] };
}
