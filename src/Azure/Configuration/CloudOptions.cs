namespace BatchAi.AzureAdapters;

/// <summary>
/// Section <c>BatchAi:Cloud</c>, beside and below the name of a known cloud: what a sovereign cloud that is not known, or a test cloud, has of its own. Texts are as they were given; <see cref="CloudOptionsCheck"/> refuses wrong ones.
/// </summary>
public sealed class CloudOptions
{
    /// <summary>The same as <c>BatchAi:Cloud</c> itself, for files in which a key cannot have a value and keys below it.</summary>
    public string? Name { get; set; }

    /// <summary>Where Azure Resource Manager is; http on loopback only.</summary>
    public string? ResourceManagerEndpoint { get; set; }

    /// <summary>What tokens for Azure Resource Manager are for; null: the endpoint itself.</summary>
    public string? ResourceManagerAudience { get; set; }

    /// <summary>Where Microsoft Entra ID is.</summary>
    public string? Authority { get; set; }

    /// <summary>Follows <c>{account}.blob.</c></summary>
    public string? StorageSuffix { get; set; }

    /// <summary>What certificates of the metadata service are for.</summary>
    public string? MetadataDomain { get; set; }

    /// <summary>The token for Azure Resource Manager on loopback, in place of one of the app's identity. A secret.</summary>
    public string? Token { get; set; }

    /// <summary>A file with that token, which is read again every minute.</summary>
    public string? TokenFile { get; set; }

    /// <summary>A file with the key of stored secrets, in place of a key vault: 32 bytes in base64.</summary>
    public string? SecretKeyFile { get; set; }

    /// <summary>The script that makes an instance of a local cloud a node; <c>LocalHost cloud</c> writes it.</summary>
    public string? NodeLauncher { get; set; }

    /// <summary>Keys of the section that are none of these.</summary>
    internal IReadOnlyList<string> Unknown { get; set; } = [];

    /// <summary>Whether Azure Resource Manager is the look-alike on this machine.</summary>
    internal bool IsOnThisMachine => Uri.TryCreate(ResourceManagerEndpoint, UriKind.Absolute, out Uri? endpoint) && endpoint.IsLoopback;

    /// <summary>Whether nodes are instances of a local cloud: processes of this machine, without images, identities or subnets.</summary>
    internal bool HasLocalNodes => !string.IsNullOrEmpty(NodeLauncher);
}
