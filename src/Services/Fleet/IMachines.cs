using BatchAi.State;

namespace BatchAi.Services;

/// <summary>
/// Single machines and the parts they are put together from: a network security group, a public address, a network interface, data disks
/// and the virtual machine itself, in this order.
/// </summary>
/// <remarks>
/// <para>
/// Nothing here waits: a begin returns the operation's URL, and <see cref="PollAsync"/> asks once how it stands. Expected refusals are
/// outcomes; throttling, 5xx and lost connections are exceptions, to be retried.
/// </para>
/// <para>
/// Parts are known by their names alone, which the caller derives from the resource they are made for, so nothing has to be remembered: a
/// creation that was killed anywhere is taken up by beginning every part again, and a deletion by listing what is left. A part that another
/// one still uses, or that needs one that is not ready, is refused as <see cref="FleetRefusal.Transient"/>: the next round finds it free.
/// </para>
/// </remarks>
public interface IMachines
{
    /// <summary>
    /// All parts whose names begin with a prefix, the disk of a machine's own system among them, in the order of their kinds and names.
    /// One ARM read for each of the five kinds, and one more for each further page: this is for taking up what was killed and for
    /// housekeeping, not for polling.
    /// </summary>
    Task<IReadOnlyList<MachinePart>> ListAsync(string namePrefix, CancellationToken cancellation);

    /// <summary>One part as it is now; null when there is none of that kind and name. One ARM read.</summary>
    Task<MachinePart?> FindAsync(MachinePartKind kind, string name, CancellationToken cancellation);

    /// <summary>
    /// Makes a part. In place already is <see cref="FleetOutcome.Completed"/>, on its way <see cref="FleetOutcome.Started"/>, on its way
    /// out <see cref="FleetOutcome.Nothing"/>; one whose creation failed is tried again in its place. Properties of a part that is in
    /// place are not compared. One ARM read, and one write when the part is new or failed.
    /// </summary>
    Task<FleetOutcome> BeginEnsureAsync(MachinePartSpec part, CancellationToken cancellation);

    /// <summary>
    /// Removes a part; not there is <see cref="FleetOutcome.Nothing"/>. A virtual machine takes its own system's disk, its network
    /// interface and its public address along; data disks and security groups stay. One ARM write.
    /// </summary>
    Task<FleetOutcome> BeginDeleteAsync(MachinePartKind kind, string name, CancellationToken cancellation);

    /// <summary>How an operation stands. One ARM read.</summary>
    Task<FleetOutcome> PollAsync(string operationUrl, CancellationToken cancellation);
}
