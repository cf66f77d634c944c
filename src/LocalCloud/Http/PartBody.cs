using System.Net;
using System.Text.Json.Nodes;
using static BatchAi.LocalCloud.ArmBody;

namespace BatchAi.LocalCloud;

/// <summary>
/// What the local cloud needs of the body of a disk or of a network resource, checked as Azure checks it. Read under the gate of the state.
/// </summary>
internal sealed record PartBody(string Location, JsonObject Model, IReadOnlyList<ResourceUse>? Uses)
{
    private const int LargestDiskGiB = 32_767;

    private static readonly string[] s_diskSkus = ["Standard_LRS", "StandardSSD_LRS", "Premium_LRS"];

    /// <exception cref="ArmRefusal">Something is missing, malformed, not offered, or refers to what is not there.</exception>
    public static PartBody Read(ResourcePath path, JsonObject body, CloudState state, DateTimeOffset now)
    {
        CheckName(path.Type, path.Name);
        string location = ReadLocation(path.Type, body);
        IReadOnlyList<ResourceUse>? uses = null;
        if (path.Type == ResourceType.Disks)
            CheckDisk(body);
        else if (path.Type == ResourceType.Interfaces)
            uses = UsesOfInterface(path, body, state, now);
        else if (path.Type == ResourceType.SecurityGroups)
            CheckRules(body);
        return new PartBody(location, Kept(body), uses);
    }

    private static void CheckDisk(JsonObject body)
    {
        string sku = Text(body, "sku", "name") ?? throw Missing("sku.name");
        if (!s_diskSkus.Contains(sku, StringComparer.OrdinalIgnoreCase))
            throw ArmRefusal.Invalid(
                $"The value '{sku}' of parameter 'sku.name' is not allowed. Allowed values are: {string.Join(", ", s_diskSkus)}.");
        if (!Says(body, "Empty", "properties", "creationData", "createOption"))
            throw ArmRefusal.Invalid("The local cloud makes empty disks only: 'properties.creationData.createOption' must be Empty.");
        if (Number(body, "properties", "diskSizeGB") is not (>= 1 and <= LargestDiskGiB))
            throw ArmRefusal.Invalid($"The value of parameter 'diskSizeGB' must be a whole number from 1 to {LargestDiskGiB}.");
    }

    private static List<ResourceUse> UsesOfInterface(ResourcePath path, JsonObject body, CloudState state, DateTimeOffset now)
    {
        if (Items(body, "properties", "ipConfigurations") is not [var address])
            throw new ArmRefusal(400, "InvalidRequestFormat",
                "The local cloud gives a network interface one address: 'properties.ipConfigurations' must hold one.");
        if (Text(address, "name") is null)
            throw new ArmRefusal(400, "InvalidRequestFormat", "Cannot parse the request: 'ipConfigurations' must have names.");

        List<ResourceUse> uses = [];
        JsonNode? given = At(address, "properties", "publicIPAddress");
        if (Text(given, "id") is { } publicAddress)
        {
            Part found = Refer(publicAddress, ResourceType.PublicAddresses, path, state, now);
            if (state.UserOf(found) is { } user && !path.Names(user))
                throw new ArmRefusal(400, "PublicIPAddressInUse",
                    $"Resource {path.Id} is referencing public IP address {found.Id} that is already allocated to resource {user.Id}.");
            bool deletedToo = Says(given, "Delete", "properties", "deleteOption")
                || Says(found.Model, "Delete", "properties", "deleteOption");
            uses.Add(new ResourceUse(found.Type.Name, found.Name, deletedToo));
        }

        if (Text(body, "properties", "networkSecurityGroup", "id") is { } group)
        {
            Part found = Refer(group, ResourceType.SecurityGroups, path, state, now);
            uses.Add(new ResourceUse(found.Type.Name, found.Name));
        }

        return uses;
    }

    private static Part Refer(string id, ResourceType type, ResourcePath by, CloudState state, DateTimeOffset now)
    {
        Part found = ResourcePath.Parse(id) is { } path && path.Type == type && state.FindPart(type, path.Name) is { } there
            && path.Names(there)
            ? there
            : throw ArmRefusal.InvalidReference(id, by);
        return found.IsReady(now) ? found : throw ArmRefusal.NotReady(found, by);
    }

    private static void CheckRules(JsonObject body)
    {
        HashSet<(string Direction, int Priority)> taken = [];
        foreach (JsonObject rule in Items(body, "properties", "securityRules"))
        {
            string name = Text(rule, "name")
                ?? throw new ArmRefusal(400, "InvalidRequestFormat", "Cannot parse the request: security rules must have names.");
            if (Number(rule, "properties", "priority") is not (>= 100 and <= 4096)
                || Number(rule, "properties", "priority") is not { } priority)
                throw new ArmRefusal(400, "SecurityRuleInvalidPriority",
                    $"Security rule has invalid Priority. Value must be in the range 100 - 4096. RuleName: {name}");
            if (!taken.Add((Text(rule, "properties", "direction")?.ToLowerInvariant() ?? throw Missing("direction"), priority)))
                throw new ArmRefusal(400, "SecurityRuleConflict",
                    $"Security rule {name} conflicts with another one. Rules cannot have the same Priority and Direction.");
            foreach (string required in (string[])["access", "protocol"])
            {
                if (Text(rule, "properties", required) is null)
                    throw Missing(required);
            }

            if (Sources(rule).FirstOrDefault(source => !IsRange(source)) is { } wrong)
                throw new ArmRefusal(400, "SecurityRuleInvalidAddressPrefix",
                    $"Security rule has invalid Address prefix. Value provided: {wrong}. RuleName: {name}");
        }
    }

    private static IEnumerable<string> Sources(JsonObject rule)
    {
        if (Text(rule, "properties", "sourceAddressPrefix") is { } one)
            yield return one;
        foreach (JsonNode? many in At(rule, "properties", "sourceAddressPrefixes") as JsonArray ?? [])
            yield return (many as JsonValue)?.TryGetValue(out string? text) == true ? text : "";
    }

    /// <summary>An address, a range, everything, or the name of one of Azure's service tags.</summary>
    private static bool IsRange(string source) =>
        source is "*"
        || IPAddress.TryParse(source, out _)
        || IPNetwork.TryParse(source, out _)
        || (source.Length > 0 && source.All(char.IsAsciiLetter));
}
