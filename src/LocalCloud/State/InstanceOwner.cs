using System.Text.Json.Serialization;

namespace BatchAi.LocalCloud;

/// <summary>A resource whose instances run on this machine: a scale set has any number, a virtual machine has one.</summary>
internal abstract record InstanceOwner : CloudResource
{
    public required string VmSize { get; init; }

    /// <summary>Base64, as it was sent.</summary>
    public string? CustomData { get; init; }

    public required IReadOnlyList<Instance> Instances { get; init; }

    /// <summary>Directory of its instances, below the data directory.</summary>
    [JsonIgnore]
    public abstract string InstanceFolder { get; }

    public Instance? Find(string instanceId) => Instances.FirstOrDefault(instance => instance.Id == instanceId);

    /// <summary>The same owner with one instance replaced.</summary>
    public InstanceOwner With(Instance changed) =>
        this with { Instances = [.. Instances.Select(instance => instance.Id == changed.Id ? changed : instance)] };

    /// <summary>The same owner after an instance was taken away from it.</summary>
    public abstract InstanceOwner Evict(Instance instance);

    /// <summary>Name of an instance, as Azure and the instance itself have it.</summary>
    public abstract string NameOf(Instance instance);
}
