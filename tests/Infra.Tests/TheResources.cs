using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace BatchAi.Infra.Tests;

public sealed partial class TheResources
{
    public static TheoryData<string> Environments => ["dev", "prod", "everything"];

    [Theory]
    [MemberData(nameof(Environments))]
    public void Have_names_that_Azure_takes(string environment)
    {
        foreach (
            (string type, Regex legal) in (ReadOnlySpan<(string, Regex)>)
                [
                    ("Microsoft.Storage/storageAccounts", StorageName()),
                    ("Microsoft.KeyVault/vaults", VaultName()),
                    ("Microsoft.Web/sites", AppName()),
                    ("Microsoft.Resources/resourceGroups", GroupName()),
                ])
        {
            Assert.All(Of(environment).OfType(type), resource => Assert.Matches(legal, (string)resource["name"]!));
        }
    }

    [Theory]
    [MemberData(nameof(Environments))]
    public void Are_the_same_on_every_machine(string environment) =>
        Assert.All(
            Of(environment).Resources,
            resource =>
                Assert.All(
                    Subscription().Matches(Snapshot.Id(resource)),
                    found => Assert.Equal(Guid.Empty.ToString(), found.Groups["id"].Value)));

    [Fact]
    public void Open_to_nobody_by_a_key()
    {
        JsonNode account = Snapshot.Dev.The("Microsoft.Storage/storageAccounts")["properties"]!;
        Assert.False((bool)account["allowSharedKeyAccess"]!);
        Assert.False((bool)account["allowBlobPublicAccess"]!);
        Assert.True((bool)Snapshot.Dev.The("Microsoft.KeyVault/vaults")["properties"]!["enableRbacAuthorization"]!);
        Assert.True((bool)Snapshot.Dev.The("Microsoft.Insights/components")["properties"]!["DisableLocalAuth"]!);
        Assert.All(
            Snapshot.Dev.OfType("Microsoft.Web/sites/basicPublishingCredentialsPolicies"),
            way => Assert.False((bool)way["properties"]!["allow"]!));
    }

    [Fact]
    public void Let_nobody_in_from_outside_unless_asked()
    {
        Assert.Empty(Snapshot.Dev.The("Microsoft.Network/networkSecurityGroups")["properties"]!["securityRules"]!.AsArray());
        Assert.All(
            Snapshot.Everything.OfType("Microsoft.Network/networkSecurityGroups"),
            guard =>
                Assert.Equal(
                    ["192.0.2.0/24"],
                    guard["properties"]!["securityRules"]!.AsArray().Single()!["properties"]!["sourceAddressPrefixes"]!
                        .AsArray()
                        .Select(source => (string)source!)));
    }

    /// <summary>Azure's own rules do so inside a virtual network; the ssh of jobs and their ranks use any port.</summary>
    [Theory]
    [MemberData(nameof(Environments))]
    public void Let_nodes_reach_each_other_on_any_port(string environment) => Assert.All(
        Of(environment).OfType("Microsoft.Network/networkSecurityGroups"),
        guard => Assert.DoesNotContain(
            guard["properties"]!["securityRules"]!.AsArray(), rule => (string)rule!["properties"]!["access"]! != "Allow"));

    private static Snapshot Of(string environment) =>
        environment switch
        {
            "dev" => Snapshot.Dev,
            "prod" => Snapshot.Prod,
            _ => Snapshot.Everything,
        };

    [GeneratedRegex(@"\A[a-z0-9]{3,24}\z", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex StorageName();

    [GeneratedRegex(@"\A[a-z][a-z0-9-]{1,22}[a-z0-9]\z", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex VaultName();

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,58}[a-z0-9]\z", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex AppName();

    [GeneratedRegex(@"\A[\w-]{1,90}\z", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex GroupName();

    [GeneratedRegex(@"/subscriptions/(?<id>[^/]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Subscription();
}
