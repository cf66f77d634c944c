using Azure.Core;
using Azure.Core.Pipeline;
using Azure.ResourceManager;
using Azure.ResourceManager.Compute;
using BatchAi.Activities;
using Microsoft.Extensions.DependencyInjection;

namespace BatchAi.AzureAdapters;

/// <summary>Registers the fleet and its sizes.</summary>
public static class ComputeServices
{
    /// <summary>The fleet on Azure.</summary>
    public static IServiceCollection AddComputeFleet(this IServiceCollection services, ComputeFleetOptions options, NodeSizeOptions sizes, TokenCredential credential) =>
        services.AddFleet(Client(options, credential), NodeSizes.ForAzure(sizes), options);

    /// <summary>The fleet on a local cloud.</summary>
    /// <param name="localCloud">Its http address on loopback.</param>
    /// <param name="token">The token it asks for.</param>
    /// <param name="sizes">From <see cref="NodeSizes.ForLocalCloud"/>.</param>
    /// <param name="policies">Sees every attempt of every request; null for none.</param>
    public static IServiceCollection AddLocalComputeFleet(this IServiceCollection services, ComputeFleetOptions options, Uri localCloud, string token, NodeSizes sizes, params IReadOnlyList<HttpPipelinePolicy> policies) =>
        services.AddFleet(LocalClient(options, localCloud, token, policies), sizes, options);

    /// <summary>The client of Azure Resource Manager with the API version and the policies the fleet needs.</summary>
    public static ArmClient Client(ComputeFleetOptions options, TokenCredential credential, HttpPipelineTransport? transport = null, params IReadOnlyList<HttpPipelinePolicy> policies)
    {
        ArmClientOptions client = new() { Environment = new ArmEnvironment(options.ArmEndpoint, options.ArmAudience) };
        client.SetApiVersion(VirtualMachineScaleSetResource.ResourceType, options.ScaleSetApiVersion);
        client.SetApiVersion(VirtualMachineScaleSetVmResource.ResourceType, options.ScaleSetApiVersion);
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
    public static ArmClient LocalClient(ComputeFleetOptions options, Uri localCloud, string token, params IReadOnlyList<HttpPipelinePolicy> policies) =>
        Client(options, new FixedToken(token), new LocalArmTransport(localCloud), policies);

    private static IServiceCollection AddFleet(this IServiceCollection services, ArmClient client, NodeSizes sizes, ComputeFleetOptions options) => services
        .AddSingleton(sizes)
        .AddSingleton<INodeSizes>(sizes)
        .AddSingleton<IFleet>(new ComputeFleet(client, sizes, options));
}
