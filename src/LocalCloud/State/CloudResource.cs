using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace BatchAi.LocalCloud;

/// <summary>What all resources have. Immutable: a change is a new value, written to disk before it is seen.</summary>
internal abstract record CloudResource
{
    /// <summary>Tells a resource from a later one of the same name.</summary>
    public required string Uid { get; init; }

    public required string Subscription { get; init; }

    public required string ResourceGroup { get; init; }

    public required string Name { get; init; }

    public required string Location { get; init; }

    /// <summary>The body as it was sent, without what Azure never gives back (password, custom data).</summary>
    public required JsonObject Model { get; init; }

    /// <summary>Raised by every change; the ETag.</summary>
    public required long Version { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public bool Deleting { get; init; }

    /// <summary>
    /// The resources this one holds on to, which cannot be deleted before it; null for none. Who uses a resource is always found out
    /// from here, so the two can never disagree.
    /// </summary>
    public IReadOnlyList<ResourceUse>? Uses { get; init; }

    [JsonIgnore]
    public abstract ResourceType Type { get; }

    /// <summary>File and dictionary key; names are case-insensitive on Azure.</summary>
    [JsonIgnore]
    public string Key => Name.ToLowerInvariant();

    [JsonIgnore]
    public string ETag => $"\"{Version}\"";

    [JsonIgnore]
    public string Id => Path.Id;

    [JsonIgnore]
    public ResourcePath Path => new(Subscription, ResourceGroup, Type, Name);

    /// <summary>Whether this resource holds on to another.</summary>
    public bool IsUserOf(CloudResource other) => UseOf(other) is not null;

    public ResourceUse? UseOf(CloudResource other) =>
        Uses?.FirstOrDefault(use => use.Type == other.Type.Name && use.Name.Equals(other.Name, StringComparison.OrdinalIgnoreCase));
}
