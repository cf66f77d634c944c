using System.Diagnostics;
using BatchAi.Activities;
using BatchAi.AzureAdapters;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using NSubstitute;

namespace BatchAi.Functions.Tests;

/// <summary>What Program.cs puts together, without a host: nothing here connects to anything.</summary>
public sealed class Composing
{
    private static readonly Dictionary<string, string?> s_settings = new()
    {
        ["BatchAi:SubscriptionId"] = "11111111-1111-1111-1111-111111111111",
        ["BatchAi:NodesResourceGroup"] = "nodes",
        ["BatchAi:Locations:0:Name"] = "eastus",
        ["BatchAi:Locations:0:SubnetId"] = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/app/providers/Microsoft.Network/virtualNetworks/net/subnets/nodes",
        ["BatchAi:PublicBaseUrl"] = "https://batchai.example/",
        ["BatchAi:Auth"] = "entra",
        ["BatchAi:TenantId"] = "22222222-2222-2222-2222-222222222222",
        ["BatchAi:Audience"] = "api://33333333-3333-3333-3333-333333333333",
        ["BatchAi:Storage:AccountName"] = "account",
        ["BatchAi:KeyVaultUri"] = "https://vault.vault.azure.net/",
        ["BatchAi:NodeIdentityId"] = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/app/providers/Microsoft.ManagedIdentity/userAssignedIdentities/nodes",
        ["BatchAi:NodeIdentityClientId"] = "44444444-4444-4444-4444-444444444444",
        ["BatchAi:AgentUri"] = "https://account.blob.core.windows.net/agent/agent",
        ["BatchAi:AgentSha256"] = new string('a', 64),
        ["AZURE_CLIENT_ID"] = "55555555-5555-5555-5555-555555555555",
    };

    [Fact]
    public void Makes_everything_that_a_trigger_asks_for()
    {
        using ServiceProvider services = Compose(s_settings).BuildServiceProvider(validateScopes: true);
        using IServiceScope scope = services.CreateScope();
        IServiceProvider bound = InvocationEngine.Bind(scope.ServiceProvider, Substitute.For<DurableTaskClient>("test"));

        services.GetRequiredService<IStartupValidator>().Validate();
        Assert.NotNull(bound.GetRequiredService<HttpEntry>());
        Assert.NotNull(bound.GetRequiredService<IntentRunner>());
        Assert.NotNull(bound.GetRequiredService<Watchdog>());
        Assert.NotNull(bound.GetRequiredService<Housekeeping>());
        Assert.NotNull(bound.GetRequiredService<LedgerRollUp>());
        Assert.NotNull(bound.GetRequiredService<JobMessageHandler>());
        Assert.NotNull(bound.GetRequiredService<NodeCommands>());
        Assert.IsType<StorageQueues>(bound.GetRequiredService<IJobEvents>());
        Assert.All(ActivityCatalog.All, activity => Assert.NotNull(ActivatorUtilities.GetServiceOrCreateInstance(bound, activity.ActivityType)));
    }

    [Fact]
    public void Says_which_key_is_wrong_before_it_serves()
    {
        using ServiceProvider services = Compose(new Dictionary<string, string?>(s_settings) { ["BatchAi:TenantId"] = "nobody" }).BuildServiceProvider();

        OptionsValidationException refused = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IStartupValidator>().Validate());

        Assert.Contains("BatchAi__TenantId", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_what_is_missing_where_a_trigger_does_not_bind_the_engine()
    {
        using ServiceProvider services = Compose(s_settings).BuildServiceProvider(validateScopes: true);
        using IServiceScope scope = services.CreateScope();

        Assert.Contains("does not bind the durable client", Assert.Throws<InvalidOperationException>(() => scope.ServiceProvider.GetRequiredService<IOrchestrationClient>()).Message, StringComparison.Ordinal);
    }

    private static IServiceCollection Compose(Dictionary<string, string?> settings)
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        // The web host of the worker brings the listener.
        return new ServiceCollection().AddLogging().AddSingleton(new DiagnosticListener("test")).AddAzureAdapters(configuration).AddFunctionsHost();
    }
}
