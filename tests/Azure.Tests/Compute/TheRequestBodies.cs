using System.Text.Json.Nodes;
using BatchAi.Services;

namespace BatchAi.AzureAdapters.Tests;

/// <summary>What the adapter sends, held against the types Azure publishes for the API version it sends.</summary>
public sealed class TheRequestBodies
{
    private const string ScaleSets = "Microsoft.Compute/virtualMachineScaleSets@2024-07-01";
    private const string Subnet =
        "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/v/subnets/nodes";
    private const string Identity =
        "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/net/providers/Microsoft.ManagedIdentity/userAssignedIdentities/node";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_a_create_are_what_Azure_takes(bool lowPriority)
    {
        await using AFleet a = await AFleet.StartAsync(changeFleet: options =>
            options with
            {
                Subnets = new Dictionary<string, string> { ["Local"] = Subnet },
                UserAssignedIdentityId = Identity,
                PublicIp = true,
            }
        );

        ScaleSetSpec spec = AFleet.Spec(lowPriority: lowPriority) with { Name = "bai-0123456789abcdef0123456789abcdef" };
        await a.Fleet.BeginCreateAsync(spec, TestContext.Current.CancellationToken);

        SentRequest sent = Assert.Single(a.Log.Writes);
        Assert.Contains("api-version=2024-07-01", sent.Uri.Query, StringComparison.Ordinal);
        Assert.Empty(ArmTypeChecker.Check(ScaleSets, sent.Body, partial: false));
        Assert.Empty(DocumentedRules.Broken(ScaleSets, sent.Body));

        JsonNode properties = JsonNode.Parse(sent.Body)!["properties"]!;
        JsonNode machine = properties["virtualMachineProfile"]!;
        Assert.False(properties["overprovision"]!.GetValue<bool>());
        Assert.Equal("Manual", properties["upgradePolicy"]!["mode"]!.GetValue<string>());
        Assert.Equal(lowPriority ? "Delete" : null, machine["evictionPolicy"]?.GetValue<string>());
        Assert.Equal(lowPriority ? -1 : null, machine["billingProfile"]?["maxPrice"]?.GetValue<int>());
        Assert.True(machine["diagnosticsProfile"]!["bootDiagnostics"]!["enabled"]!.GetValue<bool>());
        JsonNode address = machine["networkProfile"]!["networkInterfaceConfigurations"]![0]!["properties"]!["ipConfigurations"]![0]![
            "properties"
        ]!;
        Assert.Equal(Subnet, address["subnet"]!["id"]!.GetValue<string>());
        Assert.Equal("Standard", address["publicIPAddressConfiguration"]!["sku"]!["name"]!.GetValue<string>());
        Assert.Contains(
            Identity,
            JsonNode.Parse(sent.Body)!["identity"]!["userAssignedIdentities"]!.AsObject().Select(identity => identity.Key));
        Assert.True(machine["osProfile"]!["linuxConfiguration"]!["disablePasswordAuthentication"]!.GetValue<bool>());
        Assert.Equal(
            "#!/bin/sh\nexec sleep 1000\n",
            System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(machine["osProfile"]!["customData"]!.GetValue<string>())));
    }

    [Theory]
    [InlineData("Standard_ND96asr_v4", true)]
    [InlineData("Standard_NC24r", true)]
    [InlineData("Standard_NC4as_T4_v3", false)]
    [InlineData("Standard_D2s_v3", false)]
    public async Task Of_a_create_keep_machines_with_InfiniBand_together_and_let_the_others_be_more_than_a_hundred(
        string size,
        bool together)
    {
        await using AFleet a = await AFleet.StartAsync();

        await a.Fleet.BeginCreateAsync(AFleet.Spec(size), TestContext.Current.CancellationToken);

        Assert.Equal(together, JsonNode.Parse(Assert.Single(a.Log.Writes).Body)!["properties"]!["singlePlacementGroup"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Of_a_raise_change_the_capacity_alone()
    {
        await using AFleet a = await AFleet.StartAsync();
        await a.CreateAsync(0);
        a.Log.Clear();

        await a.Fleet.BeginRaiseAsync(AFleet.Name, 0, 2, TestContext.Current.CancellationToken);

        SentRequest sent = Assert.Single(a.Log.Writes);
        Assert.Empty(ArmTypeChecker.Check(ScaleSets, sent.Body, partial: true));
        Assert.Equal("""{"sku":{"capacity":2},"properties":{}}""", sent.Body);
    }

    [Fact]
    public void That_break_a_documented_rule_are_told_from_right_ones()
    {
        const string Wrong = """
            {"tags":{"a/b":"c"},"properties":{"platformFaultDomainCount":3,"virtualMachineProfile":{"evictionPolicy":"Delete",
             "osProfile":{"computerNamePrefix":"more-than-fifteen","customData":"aaaa"},
             "storageProfile":{"osDisk":{"deleteOption":"Delete"} },
             "networkProfile":{"networkInterfaceConfigurations":[{"properties":{"deleteOption":"Delete"} }]} } } }
            """;

        Assert.Equal(9, DocumentedRules.Broken(ScaleSets, Wrong).Count);
    }

    [Fact]
    public void Are_told_from_wrong_ones()
    {
        const string Wrong =
            """{"location":"eastus","sku":{"name":"x","capacity":"2"},"properties":{"upgradePolicy":{"mode":"Sometimes"},"overprovison":false,"uniqueId":"7"}}""";

        Assert.Equal(4, ArmTypeChecker.Check(ScaleSets, Wrong, partial: false).Count);
    }
}
