using System.Collections;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using BatchAi.AzureAdapters;

namespace BatchAi.Infra.Tests;

/// <summary>The app gets exactly the settings it knows: one too many is a mistake in a name, one too few stops it at its start.</summary>
public sealed partial class TheSettings
{
    /// <summary>Options that a deployment leaves as they are.</summary>
    private static readonly string[] s_leftAlone = ["BatchAi__Cloud", "BatchAi__SizeReplacements__N", "BatchAi__Storage__ConnectionString"];

    /// <summary>Keys that the Functions host and the Azure SDK read.</summary>
    private static readonly string[] s_platform =
    [
        "APPLICATIONINSIGHTS_AUTHENTICATION_STRING", "APPLICATIONINSIGHTS_CONNECTION_STRING", AppIdentity.ClientIdSetting,
        "AzureWebJobsStorage__accountName", "AzureWebJobsStorage__clientId", "AzureWebJobsStorage__credential",
    ];

    [Fact]
    public void With_a_key_are_those_the_app_knows() => Assert.Equal(Known().Except(["BatchAi__Audience"]), Keys(Snapshot.Everything));

    [Fact]
    public void With_Entra_are_those_the_app_knows() =>
        Assert.Equal(Known().Except(["BatchAi__ApiKey", "BatchAi__AgentSha256", "BatchAi__AgentUri"]), Keys(Snapshot.Dev));

    [Fact]
    public void Hold_no_secret()
    {
        Assert.StartsWith(
            "[format('@Microsoft.KeyVault(SecretUri=",
            (string)Settings(Snapshot.Everything)["BatchAi__ApiKey"]!,
            StringComparison.Ordinal);
        Assert.DoesNotContain(
            Snapshot.Everything.Resources,
            resource => resource.ToJsonString().Contains("not-a-secret", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Known() =>
        KeysOf(typeof(AzureOptions), AzureOptions.Section).Except(s_leftAlone).Concat(s_platform).Order(StringComparer.Ordinal);

    /// <summary>A key for each value in the options; N stands for a place in a list or a table.</summary>
    private static IEnumerable<string> KeysOf(Type options, string prefix) =>
        from property in options.GetProperties()
        let key = $"{prefix}__{property.Name}"
        let isList = property.PropertyType != typeof(string) && property.PropertyType.IsAssignableTo(typeof(IEnumerable))
        where property.CanWrite || isList || property.PropertyType.IsClass
        from leaf in isList ? Inside(property.PropertyType.GetGenericArguments()[^1], key + "__N") : Inside(property.PropertyType, key)
        select leaf;

    private static IEnumerable<string> Inside(Type type, string key) =>
        type.Assembly == typeof(AzureOptions).Assembly && type.IsClass ? KeysOf(type, key) : [key];

    private static IEnumerable<string> Keys(Snapshot snapshot) =>
        Settings(snapshot).Select(setting => Number().Replace(setting.Key, "__N__")).Distinct().Order(StringComparer.Ordinal);

    private static JsonObject Settings(Snapshot snapshot) => snapshot.The("Microsoft.Web/sites/config")["properties"]!.AsObject();

    [GeneratedRegex(@"__\d+__", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Number();
}
