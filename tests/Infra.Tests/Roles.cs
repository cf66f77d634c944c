using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace BatchAi.Infra.Tests;

/// <summary>What a deployment gives to whom.</summary>
internal static partial class Roles
{
    public const string VirtualMachineContributor = "9980e02c-c2be-4d73-94e8-173b1dc7cf3c";

    private const string Assignment = "Microsoft.Authorization/roleAssignments";
    private const string Definition = "Microsoft.Authorization/roleDefinitions";

    /// <summary>Built-in roles that may be given, by the id that Azure's documentation gives them.</summary>
    private static readonly Dictionary<string, string> s_allowed = new()
    {
        ["0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3"] = "Storage Table Data Contributor",
        ["2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"] = "Storage Blob Data Reader",
        ["3913510d-42f4-4e42-8a64-420c390055eb"] = "Monitoring Metrics Publisher",
        ["4633458b-17de-408a-b874-0445c86b69e6"] = "Key Vault Secrets User",
        ["974c5e8b-45b9-4653-ba55-5f855dd0fb88"] = "Storage Queue Data Contributor",
        [VirtualMachineContributor] = "Virtual Machine Contributor",
        ["b7e6dc6d-f1e8-4753-8033-0f276bb0955b"] = "Storage Blob Data Owner",
        ["ba92f5b4-2d11-453d-a403-e96b0029c9fe"] = "Storage Blob Data Contributor",
        ["f1a07417-d97a-45cb-824c-7a7467783830"] = "Managed Identity Operator",
    };

    /// <summary>
    /// Refused whatever the list above says: Owner, Contributor, User Access Administrator, Role Based Access Control
    /// Administrator.
    /// </summary>
    private static readonly string[] s_never =
    [
        "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
        "b24988ac-6180-42a0-ab88-20f7382dd24c",
        "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
        "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
    ];

    /// <summary>Roles given that may not be, and custom roles that may more than can be read off them.</summary>
    public static IEnumerable<string> Forbidden(Snapshot snapshot)
    {
        string[] custom = [.. snapshot.OfType(Definition).Select(definition => LastSegment(Snapshot.Id(definition)))];
        foreach (JsonObject assignment in snapshot.OfType(Assignment))
        {
            string role = RoleOf(assignment);
            if (s_never.Contains(role) || !(s_allowed.ContainsKey(role) || custom.Contains(role)))
                yield return $"role {role} for {assignment["properties"]!["principalId"]}";
        }

        foreach (JsonObject definition in snapshot.OfType(Definition))
        {
            foreach (
                string action in Actions(definition)
                    .Where(action =>
                        action.Contains('*') || action.StartsWith("Microsoft.Authorization/", StringComparison.OrdinalIgnoreCase)))
                yield return $"{definition["properties"]!["roleName"]}: {action}";
        }
    }

    /// <summary>Where a role is given: the part of the id before the assignment.</summary>
    public static IEnumerable<string> ScopesOf(Snapshot snapshot, string role) =>
        snapshot.OfType(Assignment).Where(assignment => RoleOf(assignment) == role).Select(Scope);

    public static IEnumerable<string> ScopesFor(Snapshot snapshot, string identity) =>
        snapshot
            .OfType(Assignment)
            .Where(assignment =>
                ((string)assignment["properties"]!["principalId"]!).Contains(
                    $"userAssignedIdentities/{identity}'",
                    StringComparison.Ordinal))
            .Select(Scope);

    public static JsonObject AnAssignmentOf(string role, string scope) => new()
    {
        ["id"] = $"{scope}/providers/{Assignment}/22222222-2222-2222-2222-222222222222",
        ["type"] = Assignment,
        ["properties"] = new JsonObject { ["principalId"] = "somebody", ["roleDefinitionId"] = $"{scope}/providers/{Definition}/{role}" },
    };

    public static JsonObject ACustomRole(string action) =>
        new()
        {
            ["id"] = $"/providers/{Definition}/33333333-3333-3333-3333-333333333333",
            ["type"] = Definition,
            ["properties"] = new JsonObject
            {
                ["roleName"] = "a role",
                ["permissions"] = new JsonArray(new JsonObject { ["actions"] = new JsonArray(action) }),
            },
        };

    private static string Scope(JsonObject assignment) => Snapshot.Id(assignment).Split("/providers/" + Assignment)[0];

    private static IEnumerable<string> Actions(JsonObject definition) =>
        from permission in definition["properties"]!["permissions"]!.AsArray()
        from kind in (string[])["actions", "dataActions"]
        from action in permission![kind]?.AsArray() ?? []
        select (string)action!;

    private static string RoleOf(JsonObject assignment) => LastSegment((string)assignment["properties"]!["roleDefinitionId"]!);

    private static string LastSegment(string id) => Guid().Matches(id) is { Count: > 0 } found ? found[^1].Value : id;

    [GeneratedRegex(
        "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Guid();
}
