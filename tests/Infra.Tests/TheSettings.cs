using System.Text.RegularExpressions;

namespace BatchAi.Infra.Tests;

/// <summary>The app gets exactly the settings it knows: one too many is a mistake in a name, one too few stops it at its start.</summary>
public sealed partial class TheSettings
{
    /// <summary>Keys of the options of the Azure host; N stands for a number.</summary>
    private static readonly string[] s_always =
    [
        "BatchAi__AgentSha256", "BatchAi__AgentUri", "BatchAi__Auth", "BatchAi__KeyVaultUri", "BatchAi__Locations__N__Name", "BatchAi__Locations__N__SubnetId", "BatchAi__NodeIdentityClientId", "BatchAi__NodeIdentityId",
        "BatchAi__NodePublicIp", "BatchAi__NodesResourceGroup", "BatchAi__PublicBaseUrl", "BatchAi__Storage__AccountName", "BatchAi__SubscriptionId", "BatchAi__TenantId",
    ];

    /// <summary>Keys that the Functions host and the Azure SDK read.</summary>
    private static readonly string[] s_platform =
    [
        "APPLICATIONINSIGHTS_AUTHENTICATION_STRING", "APPLICATIONINSIGHTS_CONNECTION_STRING", "AZURE_CLIENT_ID",
        "AzureWebJobsStorage__accountName", "AzureWebJobsStorage__clientId", "AzureWebJobsStorage__credential",
    ];

    [Fact]
    public void With_a_key_are_those_the_app_knows() => Assert.Equal(Known("BatchAi__ApiKey"), Keys(Snapshot.Everything));

    [Fact]
    public void With_Entra_are_those_the_app_knows() =>
        Assert.Equal(Known("BatchAi__Audience").Except(["BatchAi__AgentSha256", "BatchAi__AgentUri"]), Keys(Snapshot.Dev));

    [Fact]
    public void Hold_no_secret()
    {
        Assert.StartsWith("[format('@Microsoft.KeyVault(SecretUri=", Value(Snapshot.Everything, "BatchAi__ApiKey"), StringComparison.Ordinal);
        Assert.DoesNotContain(Snapshot.Everything.Resources, resource => resource.ToJsonString().Contains("not-a-secret", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Known(string ofSignIn) => s_always.Concat(s_platform).Append(ofSignIn).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Keys(Snapshot snapshot) =>
        Settings(snapshot).Select(setting => Number().Replace(setting.Key, "__N__")).Distinct().Order(StringComparer.Ordinal);

    private static string Value(Snapshot snapshot, string key) => (string)Settings(snapshot)[key]!;

    private static System.Text.Json.Nodes.JsonObject Settings(Snapshot snapshot) => snapshot.The("Microsoft.Web/sites/config")["properties"]!.AsObject();

    [GeneratedRegex(@"__\d+__", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Number();
}
