using BatchAi.Services;
using BatchAi.State;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace BatchAi.AzureAdapters.Tests;

public sealed class TheConfiguration
{
    public static TheoryData<Type> Boundary =>
        [
            typeof(ITableStore),
            typeof(ISecretStore),
            typeof(IFleet),
            typeof(INodeOffers),
            typeof(IFleetUsages),
            typeof(INodeIdentity),
            typeof(INodeBootstrap),
            typeof(IOutputFiles),
            typeof(IJobMessages),
            typeof(IJobEvents),
            typeof(IMessageBodies),
        ];

    [Theory]
    [MemberData(nameof(Boundary))]
    public async Task That_is_right_gives_every_part_of_the_boundary(Type part)
    {
        await using ServiceProvider services = Compose(Settings.With());

        services.GetRequiredService<IStartupValidator>().Validate();

        Assert.NotNull(services.GetRequiredService(part));
    }

    [Theory]
    [InlineData("SubscriptionId", "mine", "'mine'", "a GUID")]
    [InlineData("SubscriptionId", null, "found nothing", "a GUID")]
    [InlineData("NodesResourceGroup", "no/slash", "'no/slash'", "1 to 90 letters")]
    [InlineData("Locations:1:Name", "EastUS", "'EastUS'", "not in the list yet")]
    [InlineData("Locations:1:Name", "west europe", "'west europe'", "such as eastus")]
    [InlineData("Locations:0:SubnetId", "/subscriptions/1/resourceGroups/net", "resourceGroups/net", "resource id of a subnet")]
    [InlineData("Locations:0:SubnetId", "nodes", "'nodes'", "resource id of a subnet")]
    [InlineData("PublicBaseUrl", "http://batchai.example", "'http://batchai.example/'", "https")]
    [InlineData("PublicBaseUrl", "https://ada:pw@batchai.example/api", "'https://…@batchai.example/api'", "https")]
    [InlineData("KeyVaultUri", "https://ada@batchai.vault.azure.net", "'https://…@batchai.vault.azure.net/'", "a key vault")]
    [InlineData("AgentUri", "https://ada@batchaistate.blob.core.windows.net/a", "'https://…@batchaistate.blob.core.windows.net/a'",
        "https")]
    [InlineData("Auth", "none", "'none'", "entra or key")]
    [InlineData("TenantId", "contoso.com", "'contoso.com'", "a GUID")]
    [InlineData("Audience", null, "found nothing", "users' tokens are for")]
    [InlineData("Storage:AccountName", "Not_One", "'Not_One'", "3 to 24 lower-case")]
    [InlineData("KeyVaultUri", null, "found nothing", "a key vault")]
    [InlineData("NodeIdentityId", Settings.Subnet, "subnets/nodes", "user-assigned identity")]
    [InlineData("NodeIdentityClientId", "x", "'x'", "a GUID")]
    [InlineData("AgentUri", "ftp://agent", "'ftp://agent/'", "https")]
    [InlineData("AgentSha256", "abc", "'abc'", "64 hexadecimal")]
    [InlineData("SizeReplacements:Standard_NC6", "no size", "'no size'", "the name of a VM size")]
    [InlineData("Cloud", "moon", "'moon'", "public, usgovernment, china")]
    public void That_is_wrong_is_refused_by_key_with_what_was_found_and_what_is_allowed(
        string key,
        string? value,
        string found,
        string allowed)
    {
        string message = Assert.Single(Problems(Settings.With((key, value))));

        Assert.StartsWith(
            $"BatchAi:{key} (BatchAi__{key.Replace(":", "__", StringComparison.Ordinal)} as an environment variable) must be",
            message,
            StringComparison.Ordinal);
        Assert.Contains(found, message, StringComparison.Ordinal);
        Assert.Contains(allowed, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tooshort", "8 characters")]
    [InlineData(null, "found nothing")]
    [InlineData("@Microsoft.KeyVault(SecretUri=https://batchai.vault.azure.net/secrets/api-key/)", "not resolved")]
    public void An_unusable_key_is_refused_without_being_shown(string? key, string found)
    {
        string message = Assert.Single(Problems(Settings.With(("Auth", "key"), ("ApiKey", key))));

        Assert.StartsWith("BatchAi:ApiKey ", message, StringComparison.Ordinal);
        Assert.Contains(found, message, StringComparison.Ordinal);
        Assert.DoesNotContain(key ?? "never", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_malformed_connection_string_is_refused_without_being_shown()
    {
        string message = Assert.Single(
            Problems(Settings.With(("Storage:AccountName", null), ("Storage:ConnectionString", "Key=c2VjcmV0"))));

        Assert.StartsWith("BatchAi:Storage:ConnectionString ", message, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_that_is_wrong_is_told_at_once()
    {
        IReadOnlyList<string> problems = Problems(new ConfigurationBuilder().Build());

        Assert.Equal(
            [
                "SubscriptionId",
                "NodesResourceGroup",
                "PublicBaseUrl",
                "KeyVaultUri",
                "Locations:0:Name",
                "TenantId",
                "Audience",
                "Storage:AccountName",
                "NodeIdentityId",
                "NodeIdentityClientId",
                "AgentUri",
                "AgentSha256",
            ],
            problems.Select(problem => problem.Split(' ')[0]["BatchAi:".Length..]));
    }

    [Fact]
    public void A_connection_string_stands_in_for_the_name_of_an_account()
    {
        Assert.Empty(Problems(Settings.With(("Storage:AccountName", null), ("Storage:ConnectionString", "UseDevelopmentStorage=true"))));
        Assert.StartsWith(
            "BatchAi:Storage:AccountName ",
            Assert.Single(Problems(Settings.With(("Storage:ConnectionString", "UseDevelopmentStorage=true")))),
            StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> Problems(IConfiguration configuration)
    {
        using ServiceProvider services = Compose(configuration);
        try
        {
            services.GetRequiredService<IStartupValidator>().Validate();
            return [];
        }
        catch (OptionsValidationException invalid)
        {
            return [.. invalid.Failures];
        }
    }

    private static ServiceProvider Compose(IConfiguration configuration) =>
        new ServiceCollection().AddLogging().AddAzureAdapters(configuration)
        .BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
}
