using BatchAi.State;

namespace BatchAi.Services;

/// <summary>What a part of a machine is made from. Parts name each other by their names in the nodes' resource group.</summary>
/// <param name="Location">The region, as the workspace names it.</param>
/// <param name="Tags">What the part is for, for people and for housekeeping.</param>
public abstract record MachinePartSpec(string Name, string Location, IReadOnlyDictionary<string, string> Tags)
{
    public abstract MachinePartKind Kind { get; }

    /// <summary>A network security group. What no rule lets in is refused, but for what comes from the same virtual network.</summary>
    public sealed record SecurityGroup(
        string Name, string Location, IReadOnlyList<InboundRule> Rules, IReadOnlyDictionary<string, string> Tags)
        : MachinePartSpec(Name, Location, Tags)
    {
        public override MachinePartKind Kind => MachinePartKind.SecurityGroup;
    }

    /// <summary>A public IPv4 address that stays the same while it is there.</summary>
    public sealed record PublicAddress(string Name, string Location, IReadOnlyDictionary<string, string> Tags)
        : MachinePartSpec(Name, Location, Tags)
    {
        public override MachinePartKind Kind => MachinePartKind.PublicAddress;
    }

    /// <summary>A network interface; it is deleted with its machine.</summary>
    /// <param name="SubnetId">Null for the one that is configured for the nodes of the location.</param>
    /// <param name="SecurityGroupName">Null for none.</param>
    /// <param name="PublicAddressName">Deleted with the machine; null for none.</param>
    public sealed record NetworkInterface(
        string Name,
        string Location,
        string? SubnetId,
        string? SecurityGroupName,
        string? PublicAddressName,
        IReadOnlyDictionary<string, string> Tags)
        : MachinePartSpec(Name, Location, Tags)
    {
        public override MachinePartKind Kind => MachinePartKind.NetworkInterface;
    }

    /// <summary>An empty data disk. It outlives the machine it is attached to, because it holds data.</summary>
    /// <param name="SizeGiB">1 to 32,767.</param>
    /// <param name="StorageType"><c>Standard_LRS</c> or <c>Premium_LRS</c>.</param>
    public sealed record Disk(string Name, string Location, int SizeGiB, string StorageType, IReadOnlyDictionary<string, string> Tags)
        : MachinePartSpec(Name, Location, Tags)
    {
        public override MachinePartKind Kind => MachinePartKind.Disk;
    }

    /// <summary>
    /// A virtual machine with Linux. The disk of its own system is named after it, with <c>-os</c> appended, and is deleted with it.
    /// </summary>
    /// <param name="AdminSshKey">Null for none; without a password it is the only way in.</param>
    /// <param name="CustomData">Plain text for cloud-init; encoded by the adapter. It cannot be changed later.</param>
    /// <param name="DataDiskNames">Attached as LUN 0, 1, … in this order.</param>
    /// <param name="DiskCaching">Of the data disks: <c>none</c>, <c>readonly</c> or <c>readwrite</c>.</param>
    public sealed record Machine(
        string Name,
        string Location,
        string VmSize,
        FleetImage Image,
        string AdminUserName,
        string? AdminSshKey,
        string? AdminPassword,
        string CustomData,
        string NetworkInterfaceName,
        IReadOnlyList<string> DataDiskNames,
        string DiskCaching,
        IReadOnlyDictionary<string, string> Tags) : MachinePartSpec(Name, Location, Tags)
    {
        public override MachinePartKind Kind => MachinePartKind.Machine;

        /// <summary>Name of the disk of the machine's own system.</summary>
        public string SystemDiskName => $"{Name}-os";
    }
}

/// <summary>Lets TCP connections to a port in.</summary>
/// <param name="Priority">100 to 4,096 and unique in its group; the lowest number is looked at first.</param>
/// <param name="Sources">Addresses or ranges in CIDR form; <c>*</c> alone lets everybody in.</param>
public sealed record InboundRule(string Name, int Priority, IReadOnlyList<string> Sources, int Port);
