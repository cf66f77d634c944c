using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace BatchAi.AzureAdapters.Tests;

/// <summary>
/// What Azure's documentation says of bodies beyond their types: the service refuses what breaks one of these although every property is
/// of the right type. Source of each, where none is named: learn.microsoft.com, the REST reference of the resource at the API version
/// that is sent.
/// </summary>
internal static partial class DocumentedRules
{
    private const int LongestCustomData = 64 * 1024;

    private static readonly (string Rule, Func<JsonNode, bool> Holds)[] s_scaleSets =
    [
        ("deleteOption of network interfaces and public addresses: flexible scale sets only",
            set => !IsUniform(set) || !Networks(set).ToJsonString().Contains("\"deleteOption\"", StringComparison.Ordinal)),
        ("deleteOption of the OS disk: flexible scale sets only",
            set => !IsUniform(set) || At(set, "properties.virtualMachineProfile.storageProfile.osDisk.deleteOption") is null),
        ("computerNamePrefix: 1 to 15 letters, digits and hyphens",
            set => Prefix().IsMatch(Text(set, "properties.virtualMachineProfile.osProfile.computerNamePrefix"))),
        ("the OS disk has a type: without one it is the dearest that the size takes",
            set => Text(set, "properties.virtualMachineProfile.storageProfile.osDisk.managedDisk.storageAccountType").Length > 0),
        ("platformFaultDomainCount without a single placement group: 1 or 5",
            set => At(set, "properties.singlePlacementGroup")?.GetValue<bool>() is true
                || At(set, "properties.platformFaultDomainCount")?.GetValue<int>() is 1 or 5),
        ("evictionPolicy and billingProfile: Spot only",
            set => Text(set, "properties.virtualMachineProfile.priority") == "Spot"
                || (At(set, "properties.virtualMachineProfile.evictionPolicy") is null
                    && At(set, "properties.virtualMachineProfile.billingProfile") is null)),
        ("exactly one primary network interface, with exactly one primary address",
            set => HasOnePrimary(Networks(set)) && HasOnePrimary(At(Networks(set)[0]!, "properties.ipConfigurations") as JsonArray)),
        ("custom data: at most 64 KiB", set => IsCustomData(Text(set, "properties.virtualMachineProfile.osProfile.customData"))),
        ("without a password there is a public key", set => HasAWayIn(set, "properties.virtualMachineProfile.osProfile")),
        ("a name: 1 to 64 characters; tags: at most 50, none of <>%&\\?/ in a name", HasGoodTags),
    ];

    private static readonly (string Rule, Func<JsonNode, bool> Holds)[] s_machines =
    [
        ("computerName of Linux: 1 to 64 characters",
            machine => Text(machine, "properties.osProfile.computerName") is { Length: > 0 and <= 64 }),
        ("the OS disk has a type: without one it is the dearest that the size takes",
            machine => Text(machine, "properties.storageProfile.osDisk.managedDisk.storageAccountType").Length > 0),
        ("each data disk has a number of its own",
            machine => (At(machine, "properties.storageProfile.dataDisks") as JsonArray ?? []) is var disks
                && disks.Select(disk => At(disk!, "lun")!.GetValue<int>()).Distinct().Count() == disks.Count),
        ("without a password there is a public key", machine => HasAWayIn(machine, "properties.osProfile")),
        ("a name: 1 to 64 characters; tags: at most 50, none of <>%&\\?/ in a name", HasGoodTags),
    ];

    /// <summary>The rules that a body breaks; none for a resource that no rule is known of.</summary>
    /// <param name="type">As <c>Microsoft.Compute/virtualMachines</c>, with or without a version behind an @.</param>
    public static IReadOnlyList<string> Broken(string type, string body)
    {
        JsonNode resource = JsonNode.Parse(body)!;
        (string Rule, Func<JsonNode, bool> Holds)[] rules = type.Split('@')[0] switch
        {
            "Microsoft.Compute/virtualMachineScaleSets" => s_scaleSets,
            "Microsoft.Compute/virtualMachines" => s_machines,
            _ => [],
        };
        return [.. rules.Where(rule => !rule.Holds(resource)).Select(rule => rule.Rule)];
    }

    private static bool IsUniform(JsonNode set) => Text(set, "properties.orchestrationMode") is "" or "Uniform";

    private static JsonArray Networks(JsonNode set) =>
        At(set, "properties.virtualMachineProfile.networkProfile.networkInterfaceConfigurations") as JsonArray ?? [];

    private static bool HasOnePrimary(JsonArray? parts) =>
        parts?.Count == 1 && At(parts[0]!, "properties.primary")?.GetValue<bool>() is true;

    private static bool IsCustomData(string text) => Convert.FromBase64String(text).Length <= LongestCustomData;

    private static bool HasAWayIn(JsonNode resource, string profile) =>
        Text(resource, $"{profile}.adminPassword").Length > 0
        || At(resource, $"{profile}.linuxConfiguration.ssh.publicKeys") is JsonArray keys && keys.Count > 0;

    private static bool HasGoodTags(JsonNode resource) => (resource["tags"] as JsonObject ?? []) is var tags && tags.Count <= 50
        && tags.All(tag => !tag.Key.Any(letter => "<>%&\\?/".Contains(letter, StringComparison.Ordinal))
            && Encoding.UTF8.GetByteCount((string?)tag.Value ?? "") <= 256);

    private static string Text(JsonNode from, string path) => (string?)At(from, path) ?? "";

    private static JsonNode? At(JsonNode from, string path) =>
        path.Split('.').Aggregate((JsonNode?)from, (at, name) => at is JsonObject found ? found[name] : null);

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9-]{0,14}\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Prefix();
}
