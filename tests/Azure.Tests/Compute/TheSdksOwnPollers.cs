using Azure;
using Azure.Core;
using Azure.ResourceManager;
using Azure.ResourceManager.Compute;
using Azure.ResourceManager.Compute.Models;
using Azure.ResourceManager.Resources;

namespace BatchAi.AzureAdapters.Tests;

/// <summary>The local cloud answers as the clients of Azure's own SDK expect it, to the end of their long-running operations.</summary>
public sealed class TheSdksOwnPollers
{
    private const string Network = "Microsoft.Network";

    private static readonly string[] s_networkTypes = ["networkSecurityGroups", "publicIPAddresses", "networkInterfaces"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Come_to_the_end_of_making_and_deleting_a_machine_and_its_parts()
    {
        await using AFleet a = await AFleet.StartAsync();
        ArmClient client = ClientOf(a);
        ResourceIdentifier groupId = ResourceGroupResource.CreateResourceIdentifier(a.Options.SubscriptionId, a.Options.ResourceGroup);
        ResourceGroupResource group = client.GetResourceGroupResource(groupId);

        GenericResource address = await NetworkAsync(client, groupId, "publicIPAddresses", new { publicIPAllocationMethod = "Static" });
        GenericResource rules = await NetworkAsync(client, groupId, "networkSecurityGroups", new { securityRules = Array.Empty<object>() });
        object[] addresses = [new { name = "machine", properties = new { publicIPAddress = new { id = address.Id.ToString() } } }];
        GenericResource card = await NetworkAsync(client, groupId, "networkInterfaces",
            new { ipConfigurations = addresses, networkSecurityGroup = new { id = rules.Id.ToString() } });
        ManagedDiskResource disk = await ValueAsync(await group.GetManagedDisks()
            .CreateOrUpdateAsync(WaitUntil.Started, "data", Disk(), Cancellation));
        VirtualMachineResource machine = await ValueAsync(await group.GetVirtualMachines()
            .CreateOrUpdateAsync(WaitUntil.Started, "vm", Machine(card.Id, disk.Id), Cancellation));

        Assert.Equal("Succeeded", disk.Data.ProvisioningState);
        Assert.Contains("\"provisioningState\":\"Succeeded\"", card.Data.Properties.ToString(), StringComparison.Ordinal);
        Assert.Equal("Succeeded", machine.Data.ProvisioningState);
        VirtualMachineInstanceView view = (await machine.InstanceViewAsync(Cancellation)).Value;
        Assert.Contains(view.Statuses, status => status.Code == "PowerState/running");
        Assert.Equal(machine.Id, (await disk.GetAsync(Cancellation)).Value.Data.ManagedBy);

        await EndAsync(await machine.DeleteAsync(WaitUntil.Started, forceDeletion: null, Cancellation));
        await EndAsync(await disk.DeleteAsync(WaitUntil.Started, Cancellation));
        foreach (GenericResource part in (GenericResource[])[card, address, rules])
            await EndAsync(await part.DeleteAsync(WaitUntil.Started, Cancellation));

        // The disk of the system was not told to go with its machine.
        await foreach (ManagedDiskResource left in group.GetManagedDisks().GetAllAsync(Cancellation))
            await EndAsync(await left.DeleteAsync(WaitUntil.Started, Cancellation));
        Assert.Empty(await group.GetVirtualMachines().GetAllAsync(cancellationToken: Cancellation).ToListAsync(Cancellation));
        Assert.Empty(await group.GetManagedDisks().GetAllAsync(Cancellation).ToListAsync(Cancellation));
        await Assert.ThrowsAsync<RequestFailedException>(() => card.GetAsync(Cancellation));
    }

    private static async Task<GenericResource> NetworkAsync(ArmClient client, ResourceIdentifier group, string type, object properties)
    {
        GenericResourceData data = new(new AzureLocation("local")) { Properties = BinaryData.FromObjectAsJson(properties) };
        ResourceIdentifier id = group.AppendProviderResource(Network, type, "part");
        return await ValueAsync(await client.GetGenericResources().CreateOrUpdateAsync(WaitUntil.Started, id, data, Cancellation));
    }

    private static ManagedDiskData Disk() => new(new AzureLocation("local"))
    {
        Sku = new DiskSku { Name = DiskStorageAccountType.PremiumLrs },
        CreationData = new DiskCreationData(DiskCreateOption.Empty),
        DiskSizeGB = 32,
    };

    private static VirtualMachineData Machine(ResourceIdentifier card, ResourceIdentifier disk)
    {
        VirtualMachineData data = new(new AzureLocation("local"))
        {
            HardwareProfile = new VirtualMachineHardwareProfile { VmSize = new VirtualMachineSizeType("Standard_D2s_v3") },
            StorageProfile = new VirtualMachineStorageProfile { OSDisk = new VirtualMachineOSDisk(DiskCreateOptionType.FromImage) },
            NetworkProfile = new VirtualMachineNetworkProfile(),
        };
        data.StorageProfile.DataDisks.Add(
            new VirtualMachineDataDisk(0, DiskCreateOptionType.Attach) { ManagedDisk = new VirtualMachineManagedDisk { Id = disk } });
        data.NetworkProfile.NetworkInterfaces.Add(new VirtualMachineNetworkInterfaceReference { Id = card });
        return data;
    }

    private static ArmClient ClientOf(AFleet fleet)
    {
        ArmClientOptions options = new() { Transport = new LocalArmTransport(fleet.Cloud.BaseUri) };
        foreach (string type in s_networkTypes)
            options.SetApiVersion(new ResourceType($"{Network}/{type}"), fleet.Options.NetworkApiVersion);
        return new ArmClient(new FixedToken("letmein"), fleet.Options.SubscriptionId, options);
    }

    private static async Task<T> ValueAsync<T>(ArmOperation<T> operation)
        where T : notnull
    {
        await EndAsync(operation);
        return operation.Value;
    }

    /// <summary>What WaitUntil.Completed does, without the second that the cloud asks to wait between two looks.</summary>
    private static async Task EndAsync(Operation operation)
    {
        while (!operation.HasCompleted)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), Cancellation);
            await operation.UpdateStatusAsync(Cancellation);
        }
    }
}
