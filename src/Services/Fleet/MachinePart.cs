namespace BatchAi.Services;

/// <summary>One part as the cloud lists it.</summary>
/// <param name="ProvisioningState">
/// In the cloud's words: <c>Creating</c>, <c>Updating</c>, <c>Succeeded</c>, <c>Failed</c>, <c>Deleting</c>.
/// </param>
/// <param name="Address">The IP address of a public address, or the private one of a network interface; null of everything else.</param>
/// <param name="VmId">What a virtual machine knows itself by, never given twice; null of everything else.</param>
/// <param name="Tags">As they were given.</param>
public sealed record MachinePart(
    MachinePartKind Kind, string Name, string ProvisioningState, string? Address, string? VmId, IReadOnlyDictionary<string, string> Tags)
{
    /// <summary>Whether it is in place.</summary>
    public bool IsReady => ProvisioningState.Equals("Succeeded", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it is on its way out.</summary>
    public bool IsLeaving => ProvisioningState.Equals("Deleting", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether its creation came to an end that it can be tried again from.</summary>
    public bool HasFailed => ProvisioningState.ToUpperInvariant() is "FAILED" or "CANCELED";
}

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
