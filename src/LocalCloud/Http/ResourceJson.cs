using System.Text.Json.Nodes;

namespace BatchAi.LocalCloud;

/// <summary>The bodies of resources as a GET shows them: what was sent, and what only the cloud knows.</summary>
internal sealed class ResourceJson(CloudState state, VmSizes sizes, TimeProvider clock)
{
    public JsonObject Of(CloudResource resource) => resource switch
    {
        ScaleSet set => ArmJson.Of(set, sizes),
        Machine machine => Of(machine, withInstanceView: false),
        Part part => Of(part),
        _ => throw new ArgumentException($"resources of type {resource.Type.Name} have no body", nameof(resource)),
    };

    public JsonObject Of(Machine machine, bool withInstanceView)
    {
        JsonObject body = Frame(machine, machine.ProvisioningState, out JsonObject properties);
        properties["vmId"] = machine.Instance?.VmId;
        properties["timeCreated"] = machine.CreatedAt;
        if (properties["storageProfile"]?["osDisk"] is JsonObject disk && (machine.Uses ?? []).FirstOrDefault(IsSystemDisk) is { } used)
        {
            disk["name"] = used.Name;
            JsonObject managed = disk["managedDisk"] as JsonObject ?? [];
            managed["id"] = (machine.Path with { Type = ResourceType.Disks, Name = used.Name }).Id;
            disk["managedDisk"] ??= managed;
        }

        if (withInstanceView)
            properties["instanceView"] = InstanceView(machine);
        return body;
    }

    /// <summary>
    /// Each status has a code with its kind before the slash; a failed one names no reason, which only its operation tells.
    /// </summary>
    public JsonObject InstanceView(Machine machine)
    {
        (string provisioning, string? power) = machine.ProvisioningState switch
        {
            "Creating" => ("creating", "starting"),
            "Succeeded" => ("succeeded", "running"),
            "Deleting" => ("deleting", "stopping"),
            _ => ("failed", null),
        };
        JsonArray statuses = [Status($"ProvisioningState/{provisioning}", $"Provisioning {provisioning}")];
        if (power is not null)
            statuses.Add(Status($"PowerState/{power}", $"VM {power}"));
        JsonArray disks = [.. (machine.Uses ?? []).Where(use => use.Type == ResourceType.Disks.Name).Select(use =>
            new JsonObject { ["name"] = use.Name,
                ["statuses"] = new JsonArray(Status("ProvisioningState/succeeded", "Provisioning succeeded")) })];
        return new JsonObject { ["computerName"] = machine.Name, ["disks"] = disks, ["statuses"] = statuses };
    }

    private static bool IsSystemDisk(ResourceUse use) => use.Type == ResourceType.Disks.Name && use.Lun is null;

    private static JsonObject Status(string code, string shown) =>
        new JsonObject
        {
            ["code"] = code,
            ["level"] = code.EndsWith("/failed", StringComparison.Ordinal) ? "Error"
            : "Info",
            ["displayStatus"] = shown
        };

    private JsonObject Of(Part part)
    {
        JsonObject body = Frame(part, part.ProvisioningState(clock.GetUtcNow()), out JsonObject properties);
        CloudResource[] users = [.. state.UsersOf(part)];
        if (part.Type == ResourceType.Disks)
            Disk(part, body, properties, users.FirstOrDefault());
        else if (part.Type == ResourceType.Interfaces)
            Interface(part, properties, users.FirstOrDefault());
        else if (part.Type == ResourceType.PublicAddresses)
            PublicAddress(part, properties, users.FirstOrDefault());
        else if (users.Length > 0)
            properties["networkInterfaces"] = new JsonArray([.. users.Select(user => new JsonObject { ["id"] = user.Id })]);
        return body;
    }

    private static void Disk(Part disk, JsonObject body, JsonObject properties, CloudResource? machine)
    {
        properties["uniqueId"] = disk.Uid;
        properties["timeCreated"] = disk.CreatedAt;
        properties["diskState"] = machine is null ? "Unattached" : "Attached";
        if (machine is not null)
            body["managedBy"] = machine.Id;
    }

    private static void Interface(Part card, JsonObject properties, CloudResource? machine)
    {
        if (properties["ipConfigurations"]?[0]?["properties"] is JsonObject address)
        {
            address["privateIPAddress"] = card.Address;
            address["privateIPAllocationMethod"] ??= "Dynamic";
            address["provisioningState"] = properties["provisioningState"]?.DeepClone();
        }

        if (machine is not null)
            properties["virtualMachine"] = new JsonObject { ["id"] = machine.Id };
    }

    private static void PublicAddress(Part address, JsonObject properties, CloudResource? card)
    {
        properties["ipAddress"] = address.Address;
        if (card?.Model["properties"]?["ipConfigurations"]?[0]?["name"] is { } name)
            properties["ipConfiguration"] = new JsonObject { ["id"] = $"{card.Id}/ipConfigurations/{name.GetValue<string>()}" };
    }

    private static JsonObject Frame(CloudResource resource, string provisioningState, out JsonObject properties)
    {
        JsonObject body = (JsonObject)resource.Model.DeepClone();
        body["id"] = resource.Id;
        body["name"] = resource.Name;
        body["type"] = resource.Type.FullName;
        body["location"] = resource.Location;
        body["etag"] = resource.ETag;
        properties = body["properties"] as JsonObject ?? [];
        body["properties"] ??= properties;
        properties["provisioningState"] = provisioningState;
        return body;
    }
}
