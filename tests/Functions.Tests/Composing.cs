using System.Diagnostics;
using BatchAi.Activities;
using BatchAi.AzureAdapters;
using BatchAi.Services;
using BatchAi.State;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
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
        ["BatchAi:Locations:0:SubnetId"] =
            "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/app/providers/Microsoft.Network/virtualNetworks/net/subnets/nodes",
        ["BatchAi:PublicBaseUrl"] = "https://batchai.example/",
        ["BatchAi:Auth"] = "entra",
        ["BatchAi:TenantId"] = "22222222-2222-2222-2222-222222222222",
        ["BatchAi:Audience"] = "api://33333333-3333-3333-3333-333333333333",
        ["BatchAi:Storage:AccountName"] = "account",
        ["BatchAi:KeyVaultUri"] = "https://vault.vault.azure.net/",
        ["BatchAi:NodeIdentityId"] =
            "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/app/providers/Microsoft.ManagedIdentity/userAssignedIdentities/nodes",
        ["BatchAi:NodeIdentityClientId"] = "44444444-4444-4444-4444-444444444444",
        ["BatchAi:AgentUri"] = "https://account.blob.core.windows.net/agent/agent",
        ["BatchAi:AgentSha256"] = new string('a', 64),
        ["AZURE_CLIENT_ID"] = "55555555-5555-5555-5555-555555555555",
    };

    [Fact]
    public void Makes_everything_that_a_trigger_asks_for()
    {
        using ServiceProvider services = Compose(s_settings)
            .BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        using IServiceScope scope = services.CreateScope();
        IServiceProvider bound = InvocationEngine.Bind(scope.ServiceProvider, Substitute.For<DurableTaskClient>("test"));

        services.GetRequiredService<IStartupValidator>().Validate();
        Assert.NotNull(bound.GetRequiredService<HttpEntry>());
        Assert.NotNull(bound.GetRequiredService<IntentRunner>());
        Assert.NotNull(bound.GetRequiredService<WatchdogRound>());
        Assert.NotNull(bound.GetRequiredService<LedgerRollUp>());
        Assert.NotNull(bound.GetRequiredService<JobMessageHandler>());
        Assert.NotNull(bound.GetRequiredService<NodeSync>());
        Assert.IsType<StorageQueues>(bound.GetRequiredService<IJobEvents>());
        Assert.All(
            ActivityCatalog.All,
            activity => Assert.NotNull(ActivatorUtilities.GetServiceOrCreateInstance(bound, activity.ActivityType)));
    }

    [Fact]
    public void Says_which_key_is_wrong_before_it_serves()
    {
        using ServiceProvider services = Compose(new Dictionary<string, string?>(s_settings) { ["BatchAi:TenantId"] = "nobody" })
            .BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });

        OptionsValidationException refused = Assert.Throws<OptionsValidationException>(() =>
            services.GetRequiredService<IStartupValidator>().Validate());

        Assert.Contains("BatchAi__TenantId", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reads_the_signing_keys_of_the_tenant_that_the_configuration_names()
    {
        using ServiceProvider services = Compose(s_settings)
            .BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });

        JwtBearerOptions options = services.GetRequiredService<IOptionsMonitor<JwtBearerOptions>>().Get("Entra");

        const string Metadata =
            "https://login.microsoftonline.com/22222222-2222-2222-2222-222222222222/v2.0/.well-known/openid-configuration";
        Assert.Equal(
            Metadata,
            Assert.IsType<ConfigurationManager<OpenIdConnectConfiguration>>(options.ConfigurationManager).MetadataAddress);
        Assert.Equal(TimeSpan.FromSeconds(10), options.Backchannel.Timeout);
        Assert.True(options.RequireHttpsMetadata);
    }

    [Fact]
    public void Runs_on_a_local_cloud_by_nothing_but_its_configuration()
    {
        string folder = Directory.CreateTempSubdirectory("composing-").FullName;
        string Private(string name, string text)
        {
            string file = Path.Combine(folder, name);
            File.WriteAllText(file, text);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            return file;
        }

        Dictionary<string, string?> local = new(StringComparer.Ordinal)
        {
            ["BatchAi:SubscriptionId"] = "00000000-0000-0000-0000-000000000000",
            ["BatchAi:NodesResourceGroup"] = "nodes",
            ["BatchAi:Locations:0:Name"] = "eastus",
            ["BatchAi:PublicBaseUrl"] = "http://127.0.0.1:7071",
            ["BatchAi:Auth"] = "key",
            ["BatchAi:ApiKey"] = new string('k', 32),
            ["BatchAi:Storage:ConnectionString"] = "UseDevelopmentStorage=true",
            ["AzureWebJobsStorage"] = "UseDevelopmentStorage=true",
            ["BatchAi:Cloud:ResourceManagerEndpoint"] = "http://127.0.0.1:8119",
            ["BatchAi:Cloud:TokenFile"] = Private("cloud-token", "letmein"),
            ["BatchAi:Cloud:SecretKeyFile"] = Private("secrets.key", Convert.ToBase64String(new byte[32])),
            ["BatchAi:Cloud:NodeLauncher"] = Private("start-node", "#!/bin/sh"),
        };
        using (ServiceProvider services = Compose(local)
            .BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true }))
        using (IServiceScope scope = services.CreateScope())
        {
            IServiceProvider bound = InvocationEngine.Bind(scope.ServiceProvider, Substitute.For<DurableTaskClient>("test"));

            Assert.Empty(StartCheck.Problems(services));
            Assert.NotNull(bound.GetRequiredService<HttpEntry>());
            Assert.IsType<FileSecretKey>(bound.GetRequiredService<ISecretKey>());
            Assert.IsType<NodeScript>(bound.GetRequiredService<INodeBootstrap>());
            Assert.All(ActivityCatalog.All, activity => Assert
                .NotNull(ActivatorUtilities.GetServiceOrCreateInstance(bound, activity.ActivityType)));
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Says_each_mistake_in_a_line_of_its_own()
    {
        using ServiceProvider services = Compose(new Dictionary<string, string?>(s_settings)
        {
            ["BatchAi:TenantId"] = "nobody",
            ["BatchAi:Cloud:Authority"] = "http://login.example",
            ["AzureWebJobsStorage:accountName"] = "another",
        }).BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });

        Assert.Equal(
            ["BatchAi:TenantId", "BatchAi:Cloud:Authority", "AzureWebJobsStorage__accountName"],
            StartCheck.Problems(services).Select(problem => problem.Split(' ')[0]));
    }

    [Fact]
    public void Says_of_a_value_that_cannot_be_read_which_key_it_is_of()
    {
        using ServiceProvider services = Compose(new Dictionary<string, string?>(s_settings) { ["BatchAi:NodePublicIp"] = "perhaps" })
            .BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });

        string problem = Assert.Single(StartCheck.Problems(services));

        Assert.Contains("BatchAi:NodePublicIp", problem, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', problem);
    }

    [Fact]
    public void Says_what_is_missing_where_a_trigger_does_not_bind_the_engine()
    {
        using ServiceProvider services = Compose(s_settings)
            .BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        using IServiceScope scope = services.CreateScope();

        Assert.Contains(
            "does not bind the durable client",
            Assert.Throws<InvalidOperationException>(() => scope.ServiceProvider.GetRequiredService<IOrchestrationClient>()).Message,
            StringComparison.Ordinal);
    }

    private static IServiceCollection Compose(Dictionary<string, string?> settings)
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        // The web host of the worker brings the listener.
        return new ServiceCollection()
            .AddLogging()
            .AddSingleton(new DiagnosticListener("test"))
            .AddAzureAdapters(configuration)
            .AddFunctionsHost();
    }
}
