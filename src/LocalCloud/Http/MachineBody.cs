using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using static BatchAi.LocalCloud.ArmBody;

namespace BatchAi.LocalCloud;

/// <summary>What the local cloud needs of a virtual machine's body, checked as Azure checks it. Read under the gate of the state.</summary>
/// <param name="Uses">Network interfaces first, the primary one before the others; then the disks.</param>
/// <param name="SystemDisk">Name of the disk that comes with the machine.</param>
internal sealed partial record MachineBody(
    string Location, VmSize Size, string? CustomData, JsonObject Model, IReadOnlyList<ResourceUse> Uses, string SystemDisk, bool Spot)
{
    /// <summary>As the list of sizes says it.</summary>
    public const int MostDataDisks = 8;

    /// <exception cref="ArmRefusal">Something is missing, malformed, not offered, or refers to what is not there or is taken.</exception>
    public static MachineBody Read(ResourcePath path, JsonObject body, CloudState state, VmSizes sizes, DateTimeOffset now)
    {
        CheckName(path.Type, path.Name);
        string location = ReadLocation(path.Type, body);
        JsonNode? properties = body["properties"];
        string size = Text(properties, "hardwareProfile", "vmSize") ?? throw Missing("hardwareProfile.vmSize");
        VmSize known = sizes.Find(size) ?? throw ArmRefusal.Invalid($"The value {size} provided for the VM size is not valid.");
        string? customData = Text(properties, "osProfile", "customData");
        CheckCustomData(customData);

        JsonNode? disk = At(properties, "storageProfile", "osDisk");
        if (!Says(disk, "FromImage", "createOption"))
            throw ArmRefusal.Invalid(
                "The local cloud starts machines from images only: 'storageProfile.osDisk.createOption' must be FromImage.");
        string diskName = Text(disk, "name") ?? $"{path.Name}_OsDisk";
        ResourceUse system = new(ResourceType.Disks.Name, diskName, Says(disk, "Delete", "deleteOption"));
        return new MachineBody(
            location,
            known,
            customData,
            ModelOf(body),
            [.. Interfaces(path, properties, state, now), system, .. DataDisks(path, properties, known, state)],
            system.Name,
            Says(properties, "Spot", "priority"));
    }

    private static JsonObject ModelOf(JsonObject body)
    {
        JsonObject model = Kept(body);
        if (At(model, "properties", "osProfile") is JsonObject profile)
        {
            profile.Remove("customData");
            profile.Remove("adminPassword");
        }

        return model;
    }

    private static List<ResourceUse> Interfaces(ResourcePath path, JsonNode? properties, CloudState state, DateTimeOffset now)
    {
        IReadOnlyList<JsonObject> cards = Items(properties, "networkProfile", "networkInterfaces");
        if (cards.Count == 0)
            throw Missing("networkProfile");

        List<ResourceUse> uses = [];
        foreach (JsonObject card in cards.OrderByDescending(card =>
            At(card, "properties", "primary") is JsonValue flag && flag.TryGetValue(out bool primary) && primary))
        {
            Part found = Refer(Text(card, "id"), ResourceType.Interfaces, state);
            if (!found.IsReady(now))
                throw ArmRefusal.NotReady(found, path);
            if (OtherUser(found, path, state) is { } user)
                throw ArmRefusal.InUse(found, user);
            uses.Add(new ResourceUse(found.Type.Name, found.Name, Says(card, "Delete", "properties", "deleteOption")));
        }

        return uses;
    }

    private static List<ResourceUse> DataDisks(ResourcePath path, JsonNode? properties, VmSize size, CloudState state)
    {
        List<ResourceUse> uses = [];
        foreach (JsonObject disk in Items(properties, "storageProfile", "dataDisks"))
        {
            if (!Says(disk, "Attach", "createOption"))
                throw ArmRefusal.Invalid(
                    "The local cloud attaches data disks that are there: 'createOption' of a data disk must be Attach.");
            int lun = Number(disk, "lun") ?? throw Missing("dataDisk.lun");
            if (lun < 0 || uses.Exists(use => use.Lun == lun))
                throw ArmRefusal.Invalid($"A disk at LUN {lun} already exists or the number is not allowed.");
            Part found = Refer(Text(disk, "managedDisk", "id"), ResourceType.Disks, state);
            if (uses.Exists(use => use.Name == found.Name))
                throw ArmRefusal.Invalid($"Disk '{found.Name}' is attached twice.");
            if (OtherUser(found, path, state) is { } user)
                throw new ArmRefusal(409, "ConflictingUserInput",
                    $"Disk '{found.Name}' cannot be attached as the disk is already owned by VM '{user.Id}'.");
            if (Says(found.Model, "Premium_LRS", "sku", "name") && !TakesPremiumDisks(size))
                throw ArmRefusal.Invalid(
                    $"Requested operation cannot be performed because the VM size {size.Name} does not support the storage account " +
                    $"type Premium_LRS of disk '{found.Name}'. Consider updating the VM to a size that supports Premium storage.");
            uses.Add(new ResourceUse(found.Type.Name, found.Name, Says(disk, "Delete", "deleteOption"), lun));
        }

        return uses.Count <= MostDataDisks
            ? uses
            : throw new ArmRefusal(409, "OperationNotAllowed",
                $"The maximum number of data disks allowed to be attached to a VM of this size is {MostDataDisks}.");
    }

    private static CloudResource? OtherUser(Part used, ResourcePath path, CloudState state) =>
        state.UsersOf(used).FirstOrDefault(user => !path.Names(user));

    private static Part Refer(string? id, ResourceType type, CloudState state) =>
        ResourcePath.Parse(id) is { } path && path.Type == type && state.FindPart(type, path.Name) is { Deleting: false } there
            && path.Names(there)
            ? there
            : throw new ArmRefusal(404, "NotFound", $"Resource {id} not found.");

    private static bool TakesPremiumDisks(VmSize size) => size.Name == "Local" || PremiumSizes().IsMatch(size.Name);

    /// <summary>An s after the number, or behind the letter of an older series: D2s_v3, NC24rs_v3, NC4as_T4_v3, DS3_v2.</summary>
    [GeneratedRegex(@"\AStandard_([A-Z]+[0-9]+(-[0-9]+)?[a-z]*s[a-z]*(_|\z)|(DS|GS)[0-9])", RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex PremiumSizes();
}
