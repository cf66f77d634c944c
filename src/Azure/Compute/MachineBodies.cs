using System.Text;
using System.Text.Json.Nodes;
using Azure.Core;
using Azure.ResourceManager.Compute;
using Azure.ResourceManager.Compute.Models;
using Azure.ResourceManager.Models;
using BatchAi.Services;

namespace BatchAi.AzureAdapters;

/// <summary>What the parts of a machine look like to Azure.</summary>
internal static class MachineBodies
{
    private const string Everybody = "*";

    /// <summary>The JSON of a resource of the network.</summary>
    public static BinaryData NetworkOf(MachinePartSpec part, ArmParts parts, ComputeFleetOptions options) => part switch
    {
        MachinePartSpec.SecurityGroup group => Json(part, GroupOf(group)),
        MachinePartSpec.PublicAddress => Json(part, AddressOf(), sku: "Standard"),
        MachinePartSpec.NetworkInterface card => Json(part, CardOf(card, parts, options)),
        _ => throw new ArgumentException($"{part.Kind} is no resource of the network", nameof(part)),
    };

    public static ManagedDiskData DiskOf(MachinePartSpec.Disk disk)
    {
        ManagedDiskData data = new(new AzureLocation(disk.Location))
        {
            Sku = new DiskSku { Name = new DiskStorageAccountType(disk.StorageType) },
            CreationData = new DiskCreationData(DiskCreateOption.Empty),
            DiskSizeGB = disk.SizeGiB,
        };
        Tag(data, disk.Tags);
        return data;
    }

    public static VirtualMachineData MachineOf(MachinePartSpec.Machine machine, ArmParts parts, ComputeFleetOptions options)
    {
        VirtualMachineData data = new(new AzureLocation(machine.Location))
        {
            HardwareProfile = new VirtualMachineHardwareProfile { VmSize = new VirtualMachineSizeType(machine.VmSize) },
            OSProfile = new VirtualMachineOSProfile
            {
                ComputerName = machine.Name,
                AdminUsername = machine.AdminUserName,
                AdminPassword = machine.AdminPassword,
                CustomData = Convert.ToBase64String(Encoding.UTF8.GetBytes(machine.CustomData)),
                LinuxConfiguration = ScaleSetProfile.LinuxOf(machine.AdminUserName, machine.AdminSshKey, machine.AdminPassword),
            },
            StorageProfile = StorageOf(machine, parts),
            NetworkProfile = new VirtualMachineNetworkProfile(),
            BootDiagnostics = new BootDiagnostics { Enabled = true },
        };
        data.NetworkProfile.NetworkInterfaces.Add(new VirtualMachineNetworkInterfaceReference
        {
            Id = new ResourceIdentifier(parts.IdOf(MachineTypes.Interfaces, machine.NetworkInterfaceName)),
            Primary = true,
            DeleteOption = ComputeDeleteOption.Delete,
        });
        if (options.UserAssignedIdentityId is { } identity)
        {
            data.Identity = new ManagedServiceIdentity(ManagedServiceIdentityType.UserAssigned);
            data.Identity.UserAssignedIdentities[new ResourceIdentifier(identity)] = new UserAssignedIdentity();
        }

        Tag(data, machine.Tags);
        return data;
    }

    private static BinaryData Json(MachinePartSpec part, JsonObject properties, string? sku = null)
    {
        JsonObject body = new()
        {
            ["location"] = part.Location,
            ["tags"] = new JsonObject(part.Tags.Select(tag => KeyValuePair.Create(tag.Key, (JsonNode?)tag.Value))),
            ["properties"] = properties,
        };
        if (sku is not null)
            body["sku"] = new JsonObject { ["name"] = sku };
        return new BinaryData(body.ToJsonString());
    }

    private static JsonObject GroupOf(MachinePartSpec.SecurityGroup group) => new()
    {
        ["securityRules"] = new JsonArray([.. group.Rules.Select(RuleOf)]),
    };

    private static JsonObject RuleOf(InboundRule rule)
    {
        JsonObject properties = new()
        {
            ["priority"] = rule.Priority,
            ["direction"] = "Inbound",
            ["access"] = "Allow",
            ["protocol"] = "Tcp",
            ["sourcePortRange"] = Everybody,
            ["destinationAddressPrefix"] = Everybody,
            ["destinationPortRange"] = $"{rule.Port}",
        };
        if (rule.Sources.Contains(Everybody))
            properties["sourceAddressPrefix"] = Everybody;
        else
            properties["sourceAddressPrefixes"] = new JsonArray([.. rule.Sources.Select(source => JsonValue.Create(source))]);
        return new JsonObject { ["name"] = rule.Name, ["properties"] = properties };
    }

    /// <summary>Standard addresses are closed until a security group opens them; basic ones cannot be had any more.</summary>
    private static JsonObject AddressOf() => new()
    {
        ["publicIPAllocationMethod"] = "Static",
        ["publicIPAddressVersion"] = "IPv4",
    };

    private static JsonObject CardOf(MachinePartSpec.NetworkInterface card, ArmParts parts, ComputeFleetOptions options)
    {
        JsonObject address = new() { ["primary"] = true, ["privateIPAllocationMethod"] = "Dynamic" };
        if (options.SubnetOf(card.Location, card.SubnetId) is { } subnet)
            address["subnet"] = new JsonObject { ["id"] = subnet };
        if (card.PublicAddressName is { } name)
        {
            address["publicIPAddress"] = new JsonObject
            {
                ["id"] = parts.IdOf(MachineTypes.PublicAddresses, name),
                ["properties"] = new JsonObject { ["deleteOption"] = "Delete" },
            };
        }

        JsonObject properties = new()
        {
            ["ipConfigurations"] = new JsonArray(new JsonObject { ["name"] = "machine", ["properties"] = address }),
        };
        if (card.SecurityGroupName is { } group)
            properties["networkSecurityGroup"] = new JsonObject { ["id"] = parts.IdOf(MachineTypes.SecurityGroups, group) };
        return properties;
    }

    private static VirtualMachineStorageProfile StorageOf(MachinePartSpec.Machine machine, ArmParts parts)
    {
        VirtualMachineStorageProfile storage = new()
        {
            ImageReference = ScaleSetProfile.ImageOf(machine.Image),
            OSDisk = new VirtualMachineOSDisk(DiskCreateOptionType.FromImage)
            {
                Name = machine.SystemDiskName,
                Caching = CachingType.ReadWrite,
                ManagedDisk = new VirtualMachineManagedDisk { StorageAccountType = ScaleSetProfile.SystemDisk },
                DeleteOption = DiskDeleteOptionType.Delete,
            },
        };
        foreach ((int lun, string disk) in machine.DataDiskNames.Index())
        {
            storage.DataDisks.Add(new VirtualMachineDataDisk(lun, DiskCreateOptionType.Attach)
            {
                Caching = CachingOf(machine.DiskCaching),
                DeleteOption = DiskDeleteOptionType.Detach,
                ManagedDisk = new VirtualMachineManagedDisk { Id = new ResourceIdentifier(parts.IdOf(MachineTypes.Disks, disk)) },
            });
        }

        return storage;
    }

    private static CachingType CachingOf(string caching) => caching.ToUpperInvariant() switch
    {
        "READONLY" => CachingType.ReadOnly,
        "READWRITE" => CachingType.ReadWrite,
        _ => CachingType.None,
    };

    private static void Tag(TrackedResourceData data, IReadOnlyDictionary<string, string> tags)
    {
        foreach ((string name, string value) in tags)
            data.Tags[name] = value;
    }
}
