namespace BatchAi.Api;

/// <summary>Whose tokens sign callers in: those of one Entra tenant that are for this service.</summary>
/// <param name="TenantId">A GUID.</param>
/// <param name="Audience">The application id URI of this service's registration, or its client id.</param>
/// <param name="Authority">Where the cloud's Entra is, <c>https://login.microsoftonline.com/</c> in the public one.</param>
public sealed record EntraOptions(string TenantId, string Audience, Uri Authority)
{
    private const string UriScheme = "api://";

    /// <summary>The same audience in its other form: tokens name it with or without <c>api://</c>.</summary>
    public string OtherAudience =>
        Audience.StartsWith(UriScheme, StringComparison.Ordinal) ? Audience[UriScheme.Length..] : UriScheme + Audience;

    /// <summary>
    /// Who issues the tenant's tokens, in the form of version 2 and of version 1. China's Entra has names of its own; that of the United
    /// States' government issues version 1 in the same name as the public one (learn.microsoft.com, "National clouds").
    /// </summary>
    public IReadOnlyList<string> Issuers => IsChina
        ? [
            $"https://login.chinacloudapi.cn/{TenantId}/v2.0",
            $"https://login.partner.microsoftonline.cn/{TenantId}/v2.0",
            $"https://sts.chinacloudapi.cn/{TenantId}/",
        ]
        : [$"{Authority}{TenantId}/v2.0", $"https://sts.windows.net/{TenantId}/"];

    private bool IsChina => Authority.Host is "login.chinacloudapi.cn" or "login.partner.microsoftonline.cn";

    /// <summary>Where the tenant says by which keys it signs.</summary>
    public string MetadataAddress => $"{Authority}{TenantId}/v2.0/.well-known/openid-configuration";
}
