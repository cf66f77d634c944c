using BatchAi.LocalCloud;
using BatchAi.Model;
using BatchAi.Services;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace BatchAi.AzureAdapters.Tests;

/// <summary>The adapters and a local cloud that know each other by nothing but the configuration of the Functions app.</summary>
public sealed class ACloudByConfiguration : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly LocalCloudServer _cloud;
    private readonly string _directory = Directory.CreateTempSubdirectory("cloud-").FullName;
    private string _tokenFile = "";

    public ACloudByConfiguration() => _cloud = new LocalCloudServer(new LocalCloudOptions
    {
        Directory = _directory,
        Token = "letmein",
        ProvisioningDelay = TimeSpan.FromMilliseconds(20),
        DeletionGrace = TimeSpan.FromMilliseconds(50),
        RequestLimitScale = 0,
        Machine = new MachineInventory(4, 8192, []),
    });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _cloud.StartAsync(0, CancellationToken.None);
        _tokenFile = _folder.Write("cloud-token", "letmein\n");
    }

    public async ValueTask DisposeAsync()
    {
        await _cloud.StopInstancesAsync(CancellationToken.None);
        await _cloud.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
        _folder.Dispose();
    }

    [Fact]
    public async Task Makes_lists_counts_and_deletes_instances()
    {
        await using ServiceProvider services = Compose(("Cloud:TokenFile", _tokenFile));
        IFleet fleet = services.GetRequiredService<IFleet>();

        await FinishAsync(fleet, await fleet.BeginCreateAsync(AFleet.Spec(), Cancellation));
        await FinishAsync(fleet, await fleet.BeginRaiseAsync(AFleet.Name, 0, 2, Cancellation));

        Assert.Equal(["0", "1"], (await fleet.ListAsync(AFleet.Name, Cancellation)).Select(instance => instance.InstanceId));
        Assert.IsType<NodeOffer.Offered>(await services.GetRequiredService<INodeOffers>()
            .ResolveAsync("local", "Standard_D2s_v3", AFleet.Spec().Image, Cancellation));
        QuotaReading quota = await fleet.ReadQuotaAsync("local", "Standard_D2s_v3", lowPriority: false, Cancellation);
        Assert.Equal(4, quota.Used);
        await FinishAsync(fleet, await fleet.BeginDeleteAsync(AFleet.Name, Cancellation));
        Assert.Null(await fleet.FindAsync(AFleet.Name, Cancellation));
    }

    [Fact]
    public async Task Tells_the_proof_of_an_instance_from_any_other()
    {
        await using ServiceProvider services = Compose(("Cloud:Token", "letmein"));
        IFleet fleet = services.GetRequiredService<IFleet>();
        await FinishAsync(fleet, await fleet.BeginCreateAsync(AFleet.Spec(), Cancellation));
        await FinishAsync(fleet, await fleet.BeginRaiseAsync(AFleet.Name, 0, 2, Cancellation));
        INodeIdentity identity = services.GetRequiredService<INodeIdentity>();
        string ProofOf(int instance) => File.ReadAllText(Path.Combine(_directory, "instances", AFleet.Name, $"{instance}", "identity"));

        Assert.True(await identity.ProvesAsync(AFleet.Name, Request("0", ProofOf(0)), Cancellation));
        Assert.True(await identity.ProvesAsync(AFleet.Name, Request("1", ProofOf(1) + "\n"), Cancellation));
        Assert.False(await identity.ProvesAsync(AFleet.Name, Request("0", ProofOf(1)), Cancellation));
        Assert.False(await identity.ProvesAsync(AFleet.Name, Request("0", ""), Cancellation));
        Assert.False(await identity.ProvesAsync(AFleet.Name, Request("7", ProofOf(0)), Cancellation));
        Assert.False(await identity.ProvesAsync("bai-other", Request("0", ProofOf(0)), Cancellation));
    }

    [Fact]
    public async Task Is_asked_with_the_token_that_is_in_the_file_now()
    {
        await using ServiceProvider services = Compose(("Cloud:TokenFile", _tokenFile));
        services.GetRequiredService<IStartupValidator>().Validate();
        _folder.Write("cloud-token", "another");

        Azure.RequestFailedException refused = await Assert
            .ThrowsAsync<Azure.RequestFailedException>(() => services.GetRequiredService<IFleet>().FindAsync(AFleet.Name, Cancellation));

        Assert.Equal(401, refused.Status);
    }

    private ServiceProvider Compose((string Key, string? Value) token)
    {
        IConfiguration configuration = Settings.With(
            ("Locations:1:Name", null), ("Locations:1:SubnetId", null), ("Locations:0:Name", "local"), ("Locations:0:SubnetId", null),
            ("KeyVaultUri", null),
            ("Cloud:ResourceManagerEndpoint", _cloud.BaseUri.AbsoluteUri), token,
            ("Cloud:SecretKeyFile", _folder.Write("secrets.key", Convert.ToBase64String(new byte[32]))),
            ("Cloud:NodeLauncher", _folder.Write("start-node", "#!/bin/sh")));
        ServiceProvider services = new ServiceCollection().AddLogging().AddAzureAdapters(configuration)
            .BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        services.GetRequiredService<IStartupValidator>().Validate();
        return services;
    }

    private static RegisterRequest Request(string instance, string proof) => new()
    {
        Protocol = 1,
        ClusterUid = "0f3a",
        InstanceId = instance,
        BootId = "b",
        KeyHash = "k",
        Address = "127.0.0.2",
        Proof = proof,
    };

    private static async Task FinishAsync(IFleet fleet, FleetOutcome outcome)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(30));
        while (outcome is FleetOutcome.Started started)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), patience.Token);
            outcome = await fleet.PollAsync(started.OperationUrl, patience.Token);
        }

        Assert.IsType<FleetOutcome.Completed>(outcome);
    }
}
