using BatchAi.Services;

namespace BatchAi.AzureAdapters;

/// <summary>The parts of machines by the names Azure has for them.</summary>
internal static class MachineTypes
{
    public const string Machines = "Microsoft.Compute/virtualMachines";
    public const string Disks = "Microsoft.Compute/disks";
    public const string Interfaces = "Microsoft.Network/networkInterfaces";
    public const string PublicAddresses = "Microsoft.Network/publicIPAddresses";
    public const string SecurityGroups = "Microsoft.Network/networkSecurityGroups";

    public static string Of(MachinePartKind kind) => kind switch
    {
        MachinePartKind.SecurityGroup => SecurityGroups,
        MachinePartKind.PublicAddress => PublicAddresses,
        MachinePartKind.NetworkInterface => Interfaces,
        MachinePartKind.Disk => Disks,
        MachinePartKind.Machine => Machines,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such kind of part"),
    };
}
