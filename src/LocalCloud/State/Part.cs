using System.Text.Json.Serialization;

namespace BatchAi.LocalCloud;

/// <summary>
/// What a virtual machine is put together from: a disk, a network interface, a public address or a network security group.
/// </summary>
internal sealed record Part : CloudResource
{
    /// <summary>Name of its <see cref="ResourceType"/>.</summary>
    public required string TypeName { get; init; }

    /// <summary>When its creation is over.</summary>
    public required DateTimeOffset ReadyAt { get; init; }

    /// <summary>When a part that is being deleted may go; null while it is not.</summary>
    public DateTimeOffset? GoneAt { get; init; }

    /// <summary>The loopback address of a network interface or of a public address.</summary>
    public string? Address { get; init; }

    /// <summary>Id of the machine an operating system's disk came with, while both are there.</summary>
    public string? MadeFor { get; init; }

    [JsonIgnore]
    public override ResourceType Type => ResourceType.Named(TypeName);

    public bool IsReady(DateTimeOffset now) => !Deleting && now >= ReadyAt;

    /// <summary>Disks are created and network resources updated, in Azure's words.</summary>
    public string ProvisioningState(DateTimeOffset now) =>
        Deleting ? "Deleting"
        : IsReady(now) ? "Succeeded"
        : Type == ResourceType.Disks ? "Creating"
        : "Updating";

    /// <summary>The same part on its way out.</summary>
    public Part Leaving(DateTimeOffset goneAt) => Deleting ? this : this with { Deleting = true, GoneAt = goneAt, Version = Version + 1 };
}
