using System.Diagnostics.CodeAnalysis;

namespace BatchAi.AzureAdapters;

/// <summary>What differs between the public cloud and the sovereign ones.</summary>
/// <param name="Name">As the configuration names it.</param>
/// <param name="ArmEndpoint">Address of Azure Resource Manager.</param>
/// <param name="ArmAudience">What tokens for it are for.</param>
/// <param name="Authority">Address of Microsoft Entra ID.</param>
/// <param name="StorageSuffix">Follows <c>{account}.blob.</c></param>
/// <param name="MetadataDomain">What certificates of the metadata service are for, or a name below it.</param>
/// <remarks>
/// Sources: learn.microsoft.com, "Azure Government developer guide" and "Azure China developer guide" (endpoints),
/// "Azure Instance Metadata Service" (attested data). Azure Germany closed in 2021.
/// </remarks>
public sealed record AzureCloud(
    string Name,
    Uri ArmEndpoint,
    string ArmAudience,
    Uri Authority,
    string StorageSuffix,
    string MetadataDomain)
{
    public static AzureCloud Public { get; } =
        new(
            "public",
            new("https://management.azure.com"),
            "https://management.azure.com/",
            new("https://login.microsoftonline.com/"),
            "core.windows.net",
            "metadata.azure.com");

    private static readonly AzureCloud[] s_all =
    [
        Public,
        new(
            "usgovernment",
            new("https://management.usgovcloudapi.net"),
            "https://management.usgovcloudapi.net/",
            new("https://login.microsoftonline.us/"),
            "core.usgovcloudapi.net",
            "metadata.azure.us"),
        new(
            "china",
            new("https://management.chinacloudapi.cn"),
            "https://management.chinacloudapi.cn/",
            new("https://login.chinacloudapi.cn/"),
            "core.chinacloudapi.cn",
            "metadata.azure.cn"),
    ];

    public static IEnumerable<string> Names => s_all.Select(cloud => cloud.Name);

    public static bool TryFind(string name, [NotNullWhen(true)] out AzureCloud? cloud) =>
        (cloud = s_all.FirstOrDefault(known => known.Name.Equals(name, StringComparison.OrdinalIgnoreCase))) is not null;

    /// <summary>Where a look-alike of Azure Resource Manager listens without TLS, on loopback; null on every actual cloud.</summary>
    public Uri? LocalResourceManager { get; private init; }

    /// <summary>Whether the authority is not the known cloud's own, and thus nobody's whom Microsoft Entra ID would vouch for.</summary>
    public bool HasOwnAuthority { get; private init; }

    /// <summary>The known cloud that a configuration names, with what it says is different. The configuration was checked.</summary>
    public static AzureCloud Of(AzureOptions options)
    {
        AzureCloud known = Find(options.Cloud);
        CloudOptions own = options.CloudDetails;
        Uri endpoint = own.ResourceManagerEndpoint is { } address ? new Uri(address) : known.ArmEndpoint;
        bool isPlain = endpoint.Scheme == Uri.UriSchemeHttp;

        // The SDK gives its token to https addresses only; the transport to a local cloud sends them over http.
        Uri secure = isPlain ? new UriBuilder(endpoint) { Scheme = Uri.UriSchemeHttps, Port = endpoint.Port }.Uri : endpoint;
        return known with
        {
            ArmEndpoint = secure,
            ArmAudience = own.ResourceManagerAudience ?? (own.ResourceManagerEndpoint is null ? known.ArmAudience : secure.AbsoluteUri),
            Authority = own.Authority is { } authority ? new Uri(authority) : known.Authority,
            StorageSuffix = own.StorageSuffix ?? known.StorageSuffix,
            MetadataDomain = own.MetadataDomain ?? known.MetadataDomain,
            LocalResourceManager = isPlain ? endpoint : null,
            HasOwnAuthority = own.Authority is not null,
        };
    }

    /// <exception cref="ArgumentException">There is no cloud of that name.</exception>
    public static AzureCloud Find(string name) =>
        TryFind(name, out AzureCloud? cloud) ? cloud : throw new ArgumentException($"There is no cloud '{name}'.", nameof(name));
}
