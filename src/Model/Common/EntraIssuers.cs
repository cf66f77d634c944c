namespace BatchAi.Model;

/// <summary>Who issues the tokens of a tenant of Entra, in each cloud that Azure has (learn.microsoft.com, "National clouds").</summary>
public static class EntraIssuers
{
    private static readonly string[] s_china = ["login.chinacloudapi.cn", "login.partner.microsoftonline.cn"];

    /// <summary>
    /// In the form of version 2 and of version 1. China's Entra has names of its own; that of the United States' government issues version
    /// 1 in the same name as the public one.
    /// </summary>
    /// <param name="authority">Of the cloud, such as https://login.microsoftonline.com/.</param>
    public static IReadOnlyList<string> Of(Uri authority, string tenant) => s_china.Contains(authority.Host)
        ? [.. s_china.Select(host => $"https://{host}/{tenant}/v2.0"), $"https://sts.chinacloudapi.cn/{tenant}/"]
        : [new Uri(authority, $"{tenant}/v2.0").AbsoluteUri, $"https://sts.windows.net/{tenant}/"];
}
