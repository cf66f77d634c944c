using System.Text.Json.Serialization;

namespace BatchAi.LocalCloud;

/// <summary>A virtual machine: one instance, with the network interfaces and disks it was made with.</summary>
internal sealed record Machine : InstanceOwner
{
    /// <summary>Id of the one instance in its owner.</summary>
    public const string OnlyInstance = "0";

    /// <summary>The public address its first network interface had when it was made; null for none.</summary>
    public string? PublicAddress { get; init; }

    [JsonIgnore]
    public override ResourceType Type => ResourceType.Machines;

    [JsonIgnore]
    public override string InstanceFolder => $"machines/{Key}";

    [JsonIgnore]
    public IEnumerable<ResourceUse> DataDisks => (Uses ?? []).Where(use => use.Lun is not null);

    /// <summary>Null once the instance is gone and only the rest of the deletion is left to do.</summary>
    [JsonIgnore]
    public Instance? Instance => Find(OnlyInstance);

    [JsonIgnore]
    public string ProvisioningState => Deleting ? nameof(InstanceState.Deleting) : (Instance?.State ?? InstanceState.Failed).ToString();

    /// <summary>A machine that was evicted is deleted as a whole: that is the only eviction policy offered.</summary>
    public override InstanceOwner Evict(Instance instance) =>
        With(instance with { State = InstanceState.Deleting }) with { Deleting = true, Version = Version + 1 };

    public override string NameOf(Instance instance) => Name;
}
