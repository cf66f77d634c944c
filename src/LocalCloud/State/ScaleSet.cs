using System.Text.Json.Serialization;

namespace BatchAi.LocalCloud;

/// <summary>A uniform scale set.</summary>
internal sealed record ScaleSet : InstanceOwner
{
    public required int Capacity { get; init; }

    public required long NextInstance { get; init; }

    /// <summary>The last raise did not come to its end.</summary>
    public bool LastRaiseFailed { get; init; }

    [JsonIgnore]
    public override ResourceType Type => ResourceType.ScaleSets;

    [JsonIgnore]
    public override string InstanceFolder => $"instances/{Key}";

    [JsonIgnore]
    public string ProvisioningState =>
        Deleting ? "Deleting"
        : Instances.Any(instance => instance.State is InstanceState.Creating or InstanceState.Deleting) ? "Updating"
        : LastRaiseFailed ? "Failed"
        : "Succeeded";

    public override InstanceOwner Evict(Instance instance) =>
        (ScaleSet)With(instance with { State = InstanceState.Deleting }) with { Capacity = Capacity - 1, Version = Version + 1 };

    public override string NameOf(Instance instance) => $"{Name}_{instance.Id}";
}
