namespace BatchAi.LocalCloud;

/// <summary>A type of resource that the local cloud keeps, with the names and the folder it has.</summary>
/// <param name="Provider">For example <c>Microsoft.Compute</c>.</param>
/// <param name="Name">As Azure spells it in addresses, for example <c>virtualMachines</c>.</param>
/// <param name="Words">What messages call one resource of it.</param>
/// <param name="Folder">Where its state lies in the data directory: one file a resource.</param>
internal sealed record CloudResourceType(string Provider, string Name, string Words, string Folder)
{
    private const string Compute = "Microsoft.Compute";
    private const string Network = "Microsoft.Network";

    public static CloudResourceType ScaleSets { get; } = new(Compute, "virtualMachineScaleSets", "VM scale set", "scalesets");

    public static CloudResourceType Machines { get; } = new(Compute, "virtualMachines", "virtual machine", "virtualmachines");

    public static CloudResourceType Disks { get; } = new(Compute, "disks", "disk", "diskstates");

    public static CloudResourceType Interfaces { get; } = new(Network, "networkInterfaces", "network interface", "networkinterfaces");

    public static CloudResourceType PublicAddresses { get; } = new(Network, "publicIPAddresses", "public IP address", "publicaddresses");

    public static CloudResourceType SecurityGroups { get; } =
        new(Network, "networkSecurityGroups", "network security group", "securitygroups");

    public static IReadOnlyList<CloudResourceType> All { get; } = [ScaleSets, Machines, Disks, Interfaces, PublicAddresses, SecurityGroups];

    /// <summary>Provider and name in one, as Azure writes it into a resource.</summary>
    public string FullName => $"{Provider}/{Name}";

    /// <summary>Names on Azure are case-insensitive; null when the local cloud keeps nothing of that type.</summary>
    public static CloudResourceType? Find(string provider, string name) =>
        All.FirstOrDefault(type => type.Provider.Equals(provider, StringComparison.OrdinalIgnoreCase)
            && type.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The type whose name the state holds.</summary>
    public static CloudResourceType Named(string name) => All.First(type => type.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
