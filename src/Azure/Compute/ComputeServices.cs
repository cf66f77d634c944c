using Azure.Core;
using Azure.Core.Pipeline;
using Azure.ResourceManager;
using Azure.ResourceManager.Compute;
using BatchAi.Services;
using Microsoft.Extensions.DependencyInjection;

namespace BatchAi.AzureAdapters;

/// <summary>Registers the fleet and its sizes.</summary>
public static class ComputeServices
{
    /// <summary>The fleet on a local cloud.</summary>
    /// <param name="localCloud">Its http address on loopback.</param>
    /// <param name="token">The token it asks for.</param>
    /// <param name="sizes">What the machine has.</param>
    /// <param name="around">Puts a handler of tests around every attempt of every request; null for none.</param>
    public static IServiceCollection AddLocalComputeFleet(
        this IServiceCollection services,
        ComputeFleetOptions options,
        Uri localCloud,
        string token,
        LocalNodeSizes sizes,
        Func<HttpMessageHandler, HttpMessageHandler>? around = null)
    {
        ArmClient client = Client(options, new FixedToken(token), new LocalArmTransport(localCloud, around));
        return services
            .AddSingleton<INodeOffers>(sizes)
            .AddSingleton(provider => new UsageReader(client, options, provider.GetRequiredService<TimeProvider>()))
            .AddSingleton<IFleetUsages>(provider => new FleetUsages(provider.GetRequiredService<UsageReader>(), locations: null))
            .AddSingleton<IMachines>(new AzureMachines(client, options))
            .AddSingleton<IFleet>(provider => new ComputeFleet(client, sizes, provider.GetRequiredService<UsageReader>(), options));
    }

    /// <summary>The client of Azure Resource Manager with the API version and the policies the fleet needs.</summary>
    public static ArmClient Client(
        ComputeFleetOptions options,
        TokenCredential credential,
        HttpPipelineTransport? transport = null,
        params IReadOnlyList<HttpPipelinePolicy> policies)
    {
        ArmClientOptions client = new() { Environment = new ArmEnvironment(options.ArmEndpoint, options.ArmAudience) };
        client.SetApiVersion(VirtualMachineScaleSetResource.ResourceType, options.ScaleSetApiVersion);
        client.SetApiVersion(VirtualMachineScaleSetVmResource.ResourceType, options.ScaleSetApiVersion);
        client.SetApiVersion(VirtualMachineResource.ResourceType, options.ScaleSetApiVersion);
        client.SetApiVersion(ManagedDiskResource.ResourceType, options.DiskApiVersion);
        client.AddPolicy(new OneHost(options.ArmEndpoint), HttpPipelinePosition.PerCall);
        client.AddPolicy(new Precondition(), HttpPipelinePosition.PerCall);
        foreach (HttpPipelinePolicy policy in policies)
            client.AddPolicy(policy, HttpPipelinePosition.PerRetry);
        client.Retry.MaxRetries = options.MaxRetries;
        client.Retry.Delay = TimeSpan.FromMilliseconds(200);
        client.Retry.NetworkTimeout = TimeSpan.FromSeconds(60);
        if (transport is not null)
            client.Transport = transport;
        return new ArmClient(credential, options.SubscriptionId, client);
    }

    /// <summary>The same client, talking to a local cloud.</summary>
    public static ArmClient LocalClient(
        ComputeFleetOptions options,
        Uri localCloud,
        string token,
        params IReadOnlyList<HttpPipelinePolicy> policies) => LocalClient(options, localCloud, new FixedToken(token), policies);

    /// <inheritdoc cref="LocalClient(ComputeFleetOptions, Uri, string, IReadOnlyList{HttpPipelinePolicy})"/>
    public static ArmClient LocalClient(ComputeFleetOptions options, Uri localCloud, TokenCredential credential,
        params IReadOnlyList<HttpPipelinePolicy> policies) =>
        Client(options, credential, new LocalArmTransport(localCloud), policies);
}
