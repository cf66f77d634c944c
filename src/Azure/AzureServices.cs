using Azure.Core;
using Azure.Core.Pipeline;
using BatchAi.Services;
using BatchAi.State;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace BatchAi.AzureAdapters;

/// <summary>Registers the boundary of the product on Azure.</summary>
public static class AzureServices
{
    /// <summary>How long a reading of a location's quotas is used again.</summary>
    private static readonly TimeSpan s_usagesKept = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Stores, queues, secrets, fleet, offers, quotas, output files, the start and the identity of nodes, and the
    /// clients they use, from section <c>BatchAi</c>, which is checked when the host starts. What is registered before
    /// stays: a test brings its own credential, transport or storage. The host adds the orchestration
    /// client, <see cref="ControlPlane"/>, <see cref="ClusterTiming"/> and the signal.
    /// </summary>
    public static IServiceCollection AddAzureAdapters(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptionsWithValidateOnStart<AzureOptions>()
            .Configure(options => options.Read(configuration.GetSection(AzureOptions.Section)));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AzureOptions>, AzureOptionsCheck>());
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<AzureOptions>, HostSettingsCheck>(_ => new HostSettingsCheck(configuration)));
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider =>
            AppIdentity.Credential(configuration[AppIdentity.ClientIdSetting], AzureCloud.Of(Options(provider))));

        services.TryAddSingleton(provider => new AppClients(
            provider.GetRequiredService<TokenCredential>(),
            Options(provider),
            provider.GetService<HttpPipelineTransport>()));

        services.AddStorage();
        services.AddFleet();
        services.AddNodes();
        services.AddOutputFiles();
        return services;
    }

    private static void AddStorage(this IServiceCollection services)
    {
        services.TryAddSingleton(provider => provider.GetRequiredService<AppClients>().Storage());
        services.TryAddSingleton<ITableStore>(provider => new StoreLimits(provider.GetRequiredService<StorageAccount>().OpenTables()));
        services.AddStorageMessages();

        services.TryAddSingleton(provider => provider.GetRequiredService<AppClients>().Vault());
        services.TryAddSingleton<ISecretKey>(provider =>
            Options(provider).CloudDetails.SecretKeyFile is { } file
                ? new FileSecretKey(file)
                : ActivatorUtilities.CreateInstance<VaultSecretKey>(provider));
        services.TryAddSingleton<ISecretStore, SecretStore>();
    }

    private static void AddFleet(this IServiceCollection services)
    {
        services.TryAddSingleton(provider => FleetOptions(Options(provider)));
        services.TryAddSingleton(provider => provider.GetRequiredService<AppClients>().ResourceManager(
            provider.GetRequiredService<ComputeFleetOptions>(),
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<SkuCatalog>();
        services.TryAddSingleton<UsageReader>();
        services.TryAddSingleton(provider => new AzureNodeOffers(
            provider.GetRequiredService<SkuCatalog>(),
            new SizeReplacements(Options(provider).SizeReplacements),
            Locations(provider)));
        services.TryAddSingleton<INodeOffers>(provider => provider.GetRequiredService<AzureNodeOffers>());
        services.TryAddSingleton<INodeQuotas>(provider => provider.GetRequiredService<AzureNodeOffers>());
        services.TryAddSingleton<IFleetUsages>(provider => new FleetUsages(
            provider.GetRequiredService<UsageReader>(),
            Locations(provider)));
        services.TryAddSingleton<IFleet, ComputeFleet>();
        services.TryAddSingleton<IMachines, AzureMachines>();
    }

    private static void AddNodes(this IServiceCollection services)
    {
        services.TryAddSingleton<INodeBootstrap>(provider =>
            Options(provider).CloudDetails.NodeLauncher is { Length: > 0 } script
                ? new NodeScript(script)
                : new NodeCloudInit(StartOf(Options(provider))));
        services.AddSingleton<INodeAbilities>(provider => Options(provider).CloudDetails.NodeLauncher is { Length: > 0 }
            ? new AbleNodes()
            : new NodesWithoutContainers("nodes on Azure run no containers; take containerSettings out to run the job on the node itself"));
        services.TryAddSingleton<ScaleSetMachines>();
        services.TryAddSingleton<IConfigurationManager<OpenIdConnectConfiguration>>(provider =>
        {
            AzureOptions options = Options(provider);
            Uri metadata = new(AzureCloud.Of(options).Authority, $"{options.TenantId}/v2.0/.well-known/openid-configuration");
            return new ConfigurationManager<OpenIdConnectConfiguration>(metadata.AbsoluteUri, new OpenIdConnectConfigurationRetriever());
        });
        services.TryAddSingleton(provider =>
        {
            AzureOptions options = Options(provider);
            IConfigurationManager<OpenIdConnectConfiguration> keys = provider.GetRequiredService<
                IConfigurationManager<OpenIdConnectConfiguration>
            >();
            return new NodeTokens(
                keys,
                AzureCloud.Of(options).Authority,
                options.TenantId,
                options.NodeIdentityClientId,
                provider.GetRequiredService<TimeProvider>());
        });
        services.TryAddSingleton(provider =>
        {
            string domain = AzureCloud.Of(Options(provider)).MetadataDomain;
            return new AttestedDocuments(domain, roots: null, provider.GetRequiredService<TimeProvider>());
        });
        services.TryAddSingleton<INodeIdentity>(provider => Options(provider).CloudDetails.HasLocalNodes
            ? ActivatorUtilities.CreateInstance<LocalCloudIdentity>(provider)
            : ActivatorUtilities.CreateInstance<AzureNodeIdentity>(provider, Options(provider).SubscriptionId));
    }

    private static void AddOutputFiles(this IServiceCollection services)
    {
        services.TryAddSingleton(provider => new BlobFiles(
            provider.GetRequiredService<StorageAccount>().Blobs,
            StorageSuffix(provider),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<HttpPipelineTransport>()));
        services.TryAddSingleton(provider => new ShareFiles(
            StorageSuffix(provider),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<HttpPipelineTransport>()));
        services.TryAddSingleton<IOutputFiles, AzureOutputFiles>();
    }

    private static ComputeFleetOptions FleetOptions(AzureOptions options)
    {
        AzureCloud cloud = AzureCloud.Of(options);
        return new ComputeFleetOptions
        {
            SubscriptionId = options.SubscriptionId,
            ResourceGroup = options.NodesResourceGroup,
            Subnets = options.Locations.Where(location => location.SubnetId.Length > 0)
                .ToDictionary(location => location.Name, location => location.SubnetId),
            ArmEndpoint = cloud.ArmEndpoint,
            ArmAudience = cloud.ArmAudience,
            UserAssignedIdentityId = options.NodeIdentityId is { Length: > 0 } identity ? identity : null,
            PublicIp = options.NodePublicIp,
            UsagesKept = s_usagesKept,
        };
    }

    private static NodeCloudInitOptions StartOf(AzureOptions options) => new()
    {
        PublicBaseUrl = options.PublicBaseUrl!,
        AgentUri = options.AgentUri!,
        AgentSha256 = options.AgentSha256,
        IdentityClientId = options.NodeIdentityClientId,
        StorageAccountName = options.Storage.AccountName,
        StorageSuffix = AzureCloud.Of(options).StorageSuffix,
    };

    private static AzureOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<AzureOptions>>().Value;

    private static string StorageSuffix(IServiceProvider provider) => AzureCloud.Of(Options(provider)).StorageSuffix;

    private static string[] Locations(IServiceProvider provider) => [.. Options(provider).Locations.Select(location => location.Name)];
}
