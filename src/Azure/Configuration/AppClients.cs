using Azure.Core;
using Azure.Core.Pipeline;
using Azure.ResourceManager;
using Azure.Security.KeyVault.Secrets;

namespace BatchAi.AzureAdapters;

/// <summary>
/// Makes every client that acts in the app's name, and nothing else does: each is for one service of the deployment's own, its storage
/// account, its key vault or Azure Resource Manager, and asks no other host (<see cref="OneHost"/>). What users name is reached with what
/// users give for it.
/// </summary>
/// <param name="transport">For tests; null for the clients' own.</param>
internal sealed class AppClients(TokenCredential credential, AzureOptions options, HttpPipelineTransport? transport = null)
{
    private readonly AzureCloud _cloud = AzureCloud.Of(options);

    public StorageAccount Storage() => StorageAccount.Open(options.Storage, _cloud, credential, transport);

    public SecretClient Vault()
    {
        SecretClientOptions client = new();
        client.AddPolicy(new OneHost(options.KeyVaultUri!), HttpPipelinePosition.PerCall);
        if (transport is not null)
            client.Transport = transport;
        return new SecretClient(options.KeyVaultUri, credential, client);
    }

    /// <summary>
    /// The client of Azure Resource Manager or of what stands in for it. A token of a test cloud goes there and nowhere else.
    /// </summary>
    public ArmClient ResourceManager(ComputeFleetOptions fleet, TimeProvider clock)
    {
        TokenCredential token = options.CloudDetails switch
        {
            { Token: { } text } => new FixedToken(text),
            { TokenFile: { } file } => new FileToken(file, clock),
            _ => credential,
        };
        return _cloud.LocalResourceManager is { } local
            ? ComputeServices.LocalClient(fleet, local, token)
            : ComputeServices.Client(fleet, token, transport);
    }
}
