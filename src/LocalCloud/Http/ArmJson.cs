using System.Text.Json.Nodes;

namespace BatchAi.LocalCloud;

/// <summary>The bodies of the answers, in Azure's shapes.</summary>
internal static class ArmJson
{
    public static JsonObject Of(ScaleSet set, VmSizes sizes)
    {
        JsonObject body = (JsonObject)set.Model.DeepClone();
        if (body["properties"] is not JsonObject properties)
            body["properties"] = properties = [];
        properties["provisioningState"] = set.ProvisioningState;
        properties["uniqueId"] = set.Uid;
        properties["timeCreated"] = set.CreatedAt;
        body["id"] = set.Id;
        body["name"] = set.Name;
        body["type"] = "Microsoft.Compute/virtualMachineScaleSets";
        body["location"] = set.Location;
        body["etag"] = set.ETag;
        body["sku"] = new JsonObject
        {
            ["name"] = sizes.Find(set.VmSize)?.Name ?? set.VmSize,
            ["tier"] = "Standard",
            ["capacity"] = set.Capacity,
        };
        return body;
    }

    public static JsonObject Of(ScaleSet set, Instance instance) => new()
    {
        ["id"] = $"{set.Id}/virtualMachines/{instance.Id}",
        ["name"] = $"{set.Name}_{instance.Id}",
        ["instanceId"] = instance.Id,
        ["type"] = "Microsoft.Compute/virtualMachineScaleSets/virtualMachines",
        ["location"] = set.Location,
        ["sku"] = new JsonObject { ["name"] = instance.VmSize, ["tier"] = "Standard" },
        ["properties"] = new JsonObject
        {
            ["latestModelApplied"] = true,
            ["vmId"] = instance.VmId,
            ["provisioningState"] = instance.State.ToString(),
            ["timeCreated"] = instance.CreatedAt,
            ["osProfile"] = new JsonObject { ["computerName"] = $"{set.Name}{instance.Id}" },
        },
    };

    public static JsonObject Of(Operation operation)
    {
        JsonObject body = new()
        {
            ["name"] = operation.Id,
            ["status"] = operation.Status.ToString(),
            ["startTime"] = operation.StartedAt,
        };
        if (operation.EndedAt is { } end)
            body["endTime"] = end;
        if (operation.ErrorCode is { } code)
            body["error"] = Error(code, operation.ErrorMessage ?? code);
        return body;
    }

    public static JsonObject Of(QuotaUsage usage) => new()
    {
        ["name"] = new JsonObject { ["value"] = usage.Name, ["localizedValue"] = usage.LocalizedName },
        ["unit"] = "Count",
        ["currentValue"] = usage.Used,
        ["limit"] = usage.Limit,
    };

    public static JsonObject Of(VmSize size) => new()
    {
        ["name"] = size.Name,
        ["numberOfCores"] = size.Cores,
        ["memoryInMB"] = size.MemoryGiB * 1024,
        ["osDiskSizeInMB"] = 1047552,
        ["resourceDiskSizeInMB"] = 0,
        ["maxDataDiskCount"] = MachineBody.MostDataDisks,
    };

    /// <summary>A size as the list of SKUs shows it, with its GPUs.</summary>
    public static JsonObject Sku(VmSize size) => new()
    {
        ["resourceType"] = "virtualMachines",
        ["name"] = size.Name,
        ["tier"] = "Standard",
        ["family"] = size.Family,
        ["locations"] = new JsonArray("local"),
        ["capabilities"] = new JsonArray(
            new JsonObject { ["name"] = "vCPUs", ["value"] = size.Cores.ToString() },
            new JsonObject { ["name"] = "MemoryGB", ["value"] = size.MemoryGiB.ToString() },
            new JsonObject { ["name"] = "GPUs", ["value"] = size.Gpus.ToString() }),
        ["restrictions"] = new JsonArray(),
    };

    public static JsonObject List(IEnumerable<JsonObject> items, string? nextLink = null)
    {
        JsonObject body = new() { ["value"] = new JsonArray([.. items]) };
        if (nextLink is not null)
            body["nextLink"] = nextLink;
        return body;
    }

    public static JsonObject Error(string code, string message) => new() { ["code"] = code, ["message"] = message };
}
