using System.Text.Json.Nodes;

namespace BatchAi.LocalCloud.Tests;

/// <summary>Addresses and bodies of a virtual machine and its parts, and the requests that make them.</summary>
internal static class AMachine
{
    public const string Root = $"/subscriptions/{ACloud.Subscription}/resourceGroups/nodes/providers";
    public const string Machines = $"{Root}/Microsoft.Compute/virtualMachines";
    public const string Disks = $"{Root}/Microsoft.Compute/disks";
    public const string Interfaces = $"{Root}/Microsoft.Network/networkInterfaces";
    public const string Addresses = $"{Root}/Microsoft.Network/publicIPAddresses";
    public const string Groups = $"{Root}/Microsoft.Network/networkSecurityGroups";

    public static readonly string[] Lists = [Machines, Disks, Interfaces, Addresses, Groups];

    public static JsonObject Address() => Body(new JsonObject { ["publicIPAllocationMethod"] = "Static" }, "Standard");

    public static JsonObject Disk(string sku = "Premium_LRS", int sizeGiB = 64) =>
        Body(new JsonObject { ["creationData"] = new JsonObject { ["createOption"] = "Empty" }, ["diskSizeGB"] = sizeGiB }, sku);

    public static JsonObject Group(int priority = 100, string source = "*") => Body(new JsonObject
    {
        ["securityRules"] = new JsonArray(new JsonObject
        {
            ["name"] = "ssh",
            ["properties"] = new JsonObject
            {
                ["priority"] = priority,
                ["direction"] = "Inbound",
                ["access"] = "Allow",
                ["protocol"] = "Tcp",
                ["sourceAddressPrefix"] = source,
                ["destinationPortRange"] = "22",
            },
        }),
    });

    public static JsonObject Interface(string? address = null, string? group = null, string deleteOption = "Delete")
    {
        JsonObject configuration = [];
        if (address is not null)
            configuration["publicIPAddress"] = Reference($"{Addresses}/{address}", "properties", deleteOption);
        JsonArray configurations = [new JsonObject { ["name"] = "machine", ["properties"] = configuration }];
        JsonObject properties = new() { ["ipConfigurations"] = configurations };
        if (group is not null)
            properties["networkSecurityGroup"] = new JsonObject { ["id"] = $"{Groups}/{group}" };
        return Body(properties);
    }

    public static JsonObject Machine(string script, string card, string[]? disks = null, string size = "Standard_D2s_v3",
        string deleteOption = "Delete") => Body(new JsonObject
        {
            ["hardwareProfile"] = new JsonObject { ["vmSize"] = size },
            ["osProfile"] = new JsonObject
            {
                ["adminUsername"] = "me",
                ["adminPassword"] = "S3cret!",
                ["customData"] = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(script)),
            },
            ["storageProfile"] = new JsonObject
            {
                ["osDisk"] = new JsonObject { ["createOption"] = "FromImage", ["name"] = "vm-os", ["deleteOption"] = deleteOption },
                ["dataDisks"] = new JsonArray([.. (disks ?? []).Select((disk, lun) => new JsonObject
            {
                ["lun"] = lun,
                ["createOption"] = "Attach",
                ["managedDisk"] = new JsonObject { ["id"] = $"{Disks}/{disk}" },
            })]),
            },
            ["networkProfile"] = new JsonObject
            {
                ["networkInterfaces"] = new JsonArray(Reference($"{Interfaces}/{card}", "properties", deleteOption)),
            },
        });

    /// <summary>Puts a resource and waits until it is there.</summary>
    public static async Task PutAsync(ACloud cloud, string path, JsonObject body)
    {
        using HttpResponseMessage response = await cloud.SendAsync(HttpMethod.Put, path, body);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        JsonObject operation = await cloud.FinishAsync(response);
        Assert.Equal("Succeeded", operation["status"]!.GetValue<string>());
    }

    /// <summary>
    /// A machine <c>vm</c> with a network interface <c>card</c>, a public address <c>public</c>, a security group <c>rules</c> and disks.
    /// </summary>
    public static async Task CreateAsync(ACloud cloud, string script, string deleteOption = "Delete", params string[] disks)
    {
        await PutAsync(cloud, $"{Groups}/rules", Group());
        await PutAsync(cloud, $"{Addresses}/public", Address());
        await PutAsync(cloud, $"{Interfaces}/card", Interface("public", "rules", deleteOption));
        foreach (string disk in disks)
            await PutAsync(cloud, $"{Disks}/{disk}", Disk());
        await PutAsync(cloud, $"{Machines}/vm", Machine(script, "card", disks, deleteOption: deleteOption));
    }

    public static async Task DeleteAsync(ACloud cloud, string path)
    {
        using HttpResponseMessage response = await cloud.SendAsync(HttpMethod.Delete, path);
        Assert.Equal(System.Net.HttpStatusCode.Accepted, response.StatusCode);
        await cloud.FinishAsync(response);
    }

    /// <summary>Names of all that is there, sorted.</summary>
    public static async Task<string> NamesAsync(ACloud cloud)
    {
        List<string> names = [];
        foreach (string list in Lists)
            names.AddRange((await cloud.GetAsync(list))["value"]!.AsArray().Select(item => item!["name"]!.GetValue<string>()));
        return string.Join(' ', names.Order(StringComparer.Ordinal));
    }

    public static Task EventuallyNamesAsync(ACloud cloud, string expected) => ACloud.EventuallyAsync($"'{expected}' is left", async () =>
    {
        string names = await NamesAsync(cloud);
        return (names == expected, names);
    });

    private static JsonObject Reference(string id, string property, string deleteOption) =>
        new() { ["id"] = id, [property] = new JsonObject { ["deleteOption"] = deleteOption } };

    private static JsonObject Body(JsonObject properties, string? sku = null)
    {
        JsonObject body = new() { ["location"] = "local", ["tags"] = new JsonObject { ["for"] = "test" }, ["properties"] = properties };
        if (sku is not null)
            body["sku"] = new JsonObject { ["name"] = sku };
        return body;
    }
}
