using Microsoft.Extensions.Configuration;

namespace BatchAi.AzureAdapters;

/// <summary>
/// The configuration of the Azure host: section <c>BatchAi</c>, checked at start by <see cref="AzureOptionsCheck"/>;
/// docs/configuration.md lists the keys.
/// </summary>
public sealed class AzureOptions
{
    public const string Section = "BatchAi";

    /// <summary>The subscription everything lives in; requests that name another one find nothing.</summary>
    public string SubscriptionId { get; set; } = "";

    /// <summary>The nodes' scale sets are made there; nothing else lives in it.</summary>
    public string NodesResourceGroup { get; set; } = "";

    /// <summary>Where clusters may be made; the first is the default.</summary>
    public IList<LocationOptions> Locations { get; } = [];

    /// <summary>What clients and nodes reach the API by.</summary>
    public Uri? PublicBaseUrl { get; set; }

    /// <summary><see cref="SignInKind"/> in lower case.</summary>
    public string Auth { get; set; } = "entra";

    /// <summary>The Entra tenant of users and of the nodes' identity.</summary>
    public string TenantId { get; set; } = "";

    /// <summary>With <c>entra</c>: what users' tokens are for.</summary>
    public string? Audience { get; set; }

    /// <summary>With <c>key</c>: the bearer token of every user. A secret.</summary>
    public string? ApiKey { get; set; }

    public StorageOptions Storage { get; } = new();

    /// <summary>The vault of the key that stored secrets are encrypted with.</summary>
    public Uri? KeyVaultUri { get; set; }

    /// <summary>Resource id of the user-assigned identity of the nodes.</summary>
    public string NodeIdentityId { get; set; } = "";

    /// <summary>Client id of the same identity.</summary>
    public string NodeIdentityClientId { get; set; } = "";

    /// <summary>Blob that holds the node agent.</summary>
    public Uri? AgentUri { get; set; }

    /// <summary>SHA-256 of the node agent, in hex.</summary>
    public string AgentSha256 { get; set; } = "";

    /// <summary>
    /// Whether each node has a public address of its own, its way out to the internet while it exists; without it the
    /// subnet must provide one.
    /// </summary>
    public bool NodePublicIp { get; set; } = true;

    /// <summary>What to use for sizes that cannot be had any more, beside and above the table that comes with the product.</summary>
    public IDictionary<string, string> SizeReplacements { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Name of the cloud, see <see cref="AzureCloud"/>.</summary>
    public string Cloud { get; set; } = AzureCloud.Public.Name;

    /// <summary>What stands below the name in the configuration; bound apart, because the name is the value of the same key.</summary>
    internal CloudOptions CloudDetails { get; } = new();

    /// <summary>Who signs users in.</summary>
    public SignInKind SignIn => Auth.Equals("key", StringComparison.OrdinalIgnoreCase) ? SignInKind.Key : SignInKind.Entra;

    /// <summary>Reads the section.</summary>
    internal void Read(IConfigurationSection section)
    {
        section.Bind(this);
        IConfigurationSection cloud = section.GetSection(nameof(Cloud));
        cloud.Bind(CloudDetails);
        CloudDetails.Unknown = [.. cloud.GetChildren().Select(key => key.Key)
            .Except(CloudOptionsCheck.Keys, StringComparer.OrdinalIgnoreCase)];
        if (cloud.Value is null && CloudDetails.Name is { } name)
            Cloud = name;
    }
}
