namespace BatchAi.Activities;

/// <summary>
/// What a single machine is put together from. Each kind needs only kinds before it; in the opposite order they can be removed.
/// </summary>
public enum MachinePartKind
{
    /// <summary>Who may reach the machine from outside.</summary>
    SecurityGroup,

    /// <summary>Its address on the internet.</summary>
    PublicAddress,

    /// <summary>Its place in a subnet.</summary>
    NetworkInterface,

    /// <summary>A data disk, or the disk of the machine's own system.</summary>
    Disk,

    /// <summary>The virtual machine itself.</summary>
    Machine,
}
