using System.Text;
using System.Text.RegularExpressions;
using Azure.Core;
using Azure.ResourceManager.Compute;
using Azure.ResourceManager.Compute.Models;
using Azure.ResourceManager.Models;
using BatchAi.Services;
using BatchAi.State;

namespace BatchAi.AzureAdapters;

/// <summary>What a cluster's scale set looks like to Azure.</summary>
/// <remarks>
/// Nothing here says what is deleted with a machine: in a uniform scale set everything is, and a delete option is refused. Which rules of
/// the documentation a body must keep is a table of its own in the tests.
/// </remarks>
internal static partial class ScaleSetProfile
{
    /// <summary>Azure appends six characters for the instance.</summary>
    private const int LongestNamePrefix = 15;

    /// <summary>
    /// Left to Azure it would be the dearest type that the size takes. What jobs read and write is on the temporary disk and on mounts.
    /// </summary>
    public static StorageAccountType SystemDisk => StorageAccountType.StandardSsdLrs;

    public static VirtualMachineScaleSetData Of(ScaleSetSpec spec, ComputeFleetOptions options)
    {
        VirtualMachineScaleSetData data = new(new AzureLocation(spec.Location))
        {
            Sku = new ComputeSku { Name = spec.VmSize, Tier = "Standard", Capacity = 0 },
            OrchestrationMode = OrchestrationMode.Uniform,

            // Machines that come and vanish again would register as nodes.
            Overprovision = false,

            // It cannot be changed later. InfiniBand reaches no further than one group, and one group has 100 nodes at most
            // (learn.microsoft.com, "Working with large virtual machine scale sets").
            SinglePlacementGroup = HasInfiniBand().IsMatch(spec.VmSize),
            PlatformFaultDomainCount = 1,
            UpgradePolicy = new VirtualMachineScaleSetUpgradePolicy { Mode = VirtualMachineScaleSetUpgradeMode.Manual },
            VirtualMachineProfile = MachineOf(spec, options),
        };
        foreach ((string name, string value) in spec.Tags)
            data.Tags[name] = value;

        if (options.UserAssignedIdentityId is { } identity)
        {
            data.Identity = new ManagedServiceIdentity(ManagedServiceIdentityType.UserAssigned);
            data.Identity.UserAssignedIdentities[new ResourceIdentifier(identity)] = new UserAssignedIdentity();
        }

        return data;
    }

    /// <summary>How the administrator gets in; without a password only the key does.</summary>
    public static LinuxConfiguration LinuxOf(string adminUserName, string? adminSshKey, string? adminPassword)
    {
        LinuxConfiguration linux = new() { IsPasswordAuthenticationDisabled = adminPassword is null };
        if (adminSshKey is not null)
            linux.SshPublicKeys.Add(
                new SshPublicKeyConfiguration { Path = $"/home/{adminUserName}/.ssh/authorized_keys", KeyData = adminSshKey });
        return linux;
    }

    public static ImageReference ImageOf(FleetImage image) => image.ImageId is { } id
        ? new ImageReference { Id = new ResourceIdentifier(id) }
        : new ImageReference { Publisher = image.Publisher, Offer = image.Offer, Sku = image.Sku, Version = image.Version };

    private static VirtualMachineScaleSetVmProfile MachineOf(ScaleSetSpec spec, ComputeFleetOptions options)
    {
        VirtualMachineScaleSetVmProfile machine = new()
        {
            OSProfile = SystemOf(spec),
            StorageProfile = new VirtualMachineScaleSetStorageProfile
            {
                ImageReference = ImageOf(spec.Image),
                OSDisk = new VirtualMachineScaleSetOSDisk(DiskCreateOptionType.FromImage)
                {
                    Caching = CachingType.ReadWrite,
                    ManagedDisk = new VirtualMachineScaleSetManagedDisk { StorageAccountType = SystemDisk },
                },
            },
            NetworkProfile = NetworkOf(spec, options),
            BootDiagnostics = new BootDiagnostics { Enabled = true },
        };
        if (spec.LowPriority)
        {
            // Deallocated machines would keep their quota and disks. -1: up to the price of a regular machine.
            machine.Priority = VirtualMachinePriorityType.Spot;
            machine.EvictionPolicy = VirtualMachineEvictionPolicyType.Delete;
            machine.BillingMaxPrice = -1;
        }

        return machine;
    }

    private static VirtualMachineScaleSetOSProfile SystemOf(ScaleSetSpec spec)
    {
        return new VirtualMachineScaleSetOSProfile
        {
            ComputerNamePrefix = spec.Name[..Math.Min(spec.Name.Length, LongestNamePrefix)].TrimEnd('-'),
            AdminUsername = spec.AdminUserName,
            AdminPassword = spec.AdminPassword,
            CustomData = Convert.ToBase64String(Encoding.UTF8.GetBytes(spec.CustomData)),
            LinuxConfiguration = LinuxOf(spec.AdminUserName, spec.AdminSshKey, spec.AdminPassword),
        };
    }

    /// <summary>
    /// Comes and goes with its machine; a standard address is closed to the outside until a network security group
    /// opens it.
    /// </summary>
    private static VirtualMachineScaleSetPublicIPAddressConfiguration PublicAddress() =>
        new("node")
        {
            Sku = new ComputePublicIPAddressSku
            {
                Name = ComputePublicIPAddressSkuName.Standard,
                Tier = ComputePublicIPAddressSkuTier.Regional,
            },
        };

    private static VirtualMachineScaleSetNetworkProfile NetworkOf(ScaleSetSpec spec, ComputeFleetOptions options)
    {
        VirtualMachineScaleSetIPConfiguration address = new("node") { Primary = true };
        if (options.SubnetOf(spec.Location, spec.SubnetId) is { } subnet)
            address.SubnetId = new ResourceIdentifier(subnet);
        if (options.PublicIp)
            address.PublicIPAddressConfiguration = PublicAddress();

        VirtualMachineScaleSetNetworkConfiguration card = new("node") { Primary = true };
        card.IPConfigurations.Add(address);

        VirtualMachineScaleSetNetworkProfile network = new();
        network.NetworkInterfaceConfigurations.Add(card);
        return network;
    }

    /// <summary>Sizes with InfiniBand have an r among the letters behind the number: NC24rs_v3, ND96asr_v4, HB120rs_v3.</summary>
    [GeneratedRegex(
        @"\AStandard_[A-Z]+[0-9]+(-[0-9]+)?[a-z]*r[a-z]*(_|\z)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex HasInfiniBand();
}
