using BatchAi.State;

namespace BatchAi.AzureAdapters;

/// <summary>
/// What is wrong or unsafe in the settings of a cloud: each is a key below <c>BatchAi</c>, what was found there (never a secret), and what
/// is allowed.
/// </summary>
internal static class CloudOptionsCheck
{
    /// <summary>All keys of the section.</summary>
    public static IReadOnlyList<string> Keys { get; } =
        [.. typeof(CloudOptions).GetProperties().Select(property => property.Name).Order(StringComparer.Ordinal)];

    public static IEnumerable<(string Key, object? Found, string Allowed)> Problems(AzureOptions options)
    {
        CloudOptions cloud = options.CloudDetails;
        return [.. TheName(options, cloud), .. Addresses(cloud), .. Token(cloud), .. Secrets(options, cloud), .. Nodes(cloud)];
    }

    private static IEnumerable<(string Key, object? Found, string Allowed)> TheName(AzureOptions options, CloudOptions cloud)
    {
        foreach (string unknown in cloud.Unknown)
            yield return ($"Cloud:{unknown}", unknown, $"absent: the keys there are {string.Join(", ", Keys)}");
        if (!AzureCloud.TryFind(options.Cloud, out _))
            yield return (cloud.Name is null ? "Cloud" : "Cloud:Name", options.Cloud, $"one of {string.Join(", ", AzureCloud.Names)}");
        else if (cloud.Name is { } name && !name.Equals(options.Cloud, StringComparison.OrdinalIgnoreCase))
            yield return ("Cloud:Name", name, $"absent or the same as {AzureOptions.Section}:Cloud, which is '{options.Cloud}'");
    }

    private static IEnumerable<(string Key, object? Found, string Allowed)> Addresses(CloudOptions cloud)
    {
        if (cloud.ResourceManagerEndpoint is { } endpoint && !IsServer(endpoint, httpOnLoopback: true))
            yield return ("Cloud:ResourceManagerEndpoint", endpoint,
                "the address of Azure Resource Manager, a scheme and a host alone, https (http on loopback only)");
        if (cloud.ResourceManagerAudience is { } audience
            && !(Uri.TryCreate(audience, UriKind.Absolute, out Uri? given)
            && given is { Scheme: "https", UserInfo: "", Query: "", Fragment: "" }))
            yield return ("Cloud:ResourceManagerAudience", audience,
                "what tokens for Azure Resource Manager are for, such as https://management.azure.com/");
        if (cloud.Authority is { } authority && !IsServer(authority, httpOnLoopback: false))
            yield return ("Cloud:Authority", authority, "the address of Microsoft Entra ID, https and a host alone");
        if (cloud.StorageSuffix is { } suffix && !IsDomain(suffix))
            yield return ("Cloud:StorageSuffix", suffix, "the domain that follows ACCOUNT.blob., such as core.windows.net");
        if (cloud.MetadataDomain is { } domain && !IsDomain(domain))
            yield return ("Cloud:MetadataDomain", domain, "the domain of the metadata service's certificates, such as metadata.azure.com");
    }

    private static IEnumerable<(string Key, object? Found, string Allowed)> Token(CloudOptions cloud)
    {
        if (cloud.Token is { } token)
        {
            if (cloud.TokenFile is not null)
                yield return ("Cloud:Token", Characters(token), "absent, as Cloud:TokenFile is set");
            else if (!cloud.IsOnThisMachine)
                yield return ("Cloud:Token", Characters(token),
                    "absent unless Cloud:ResourceManagerEndpoint is on loopback: a fixed token is for a local cloud alone");
            else if (!IsToken(token))
                yield return ("Cloud:Token", Characters(token), "one line of printable ASCII without spaces");
        }

        if (cloud.TokenFile is { } file)
        {
            if (cloud.ResourceManagerEndpoint is null)
                yield return ("Cloud:TokenFile", file,
                    "absent unless Cloud:ResourceManagerEndpoint is set: for the clouds that are known, tokens are the app identity's");
            else if (PrivateFile.WhyNot(file) is { } why)
                yield return ("Cloud:TokenFile", file, $"a file that its owner alone can read, with a token in it: {why}");
            else if (!IsToken(File.ReadAllText(file).Trim()))
                yield return ("Cloud:TokenFile", file, "a file whose text is a token, one line of printable ASCII without spaces");
        }

        if (cloud is { IsOnThisMachine: true, Token: null, TokenFile: null })
            yield return ("Cloud:TokenFile", null,
                "a file with the local cloud's token (or set Cloud:Token): tokens of the app's identity are not sent to a local cloud");
    }

    private static IEnumerable<(string Key, object? Found, string Allowed)> Secrets(AzureOptions options, CloudOptions cloud)
    {
        if (cloud.SecretKeyFile is not { } file)
            yield break;

        if (!cloud.IsOnThisMachine)
            yield return ("Cloud:SecretKeyFile", file,
                "absent unless Cloud:ResourceManagerEndpoint is on loopback: elsewhere the key of stored secrets is in a key vault");
        else if (options.KeyVaultUri is not null)
            yield return ("Cloud:SecretKeyFile", file, "absent, as KeyVaultUri is set");
        else if (PrivateFile.WhyNot(file) is { } why)
            yield return ("Cloud:SecretKeyFile", file,
                $"a file that its owner alone can read, with the key of stored secrets in it: {why}");
        else if (!FileSecretKey.TryRead(file, out _))
            yield return ("Cloud:SecretKeyFile", file, $"a file whose text is a key of {SecretStore.KeyBytes} bytes in base64");
    }

    private static IEnumerable<(string Key, object? Found, string Allowed)> Nodes(CloudOptions cloud)
    {
        if (cloud.NodeLauncher is not { } script)
            yield break;

        if (!cloud.IsOnThisMachine)
            yield return ("Cloud:NodeLauncher", script,
                "absent unless Cloud:ResourceManagerEndpoint is on loopback: elsewhere nodes are virtual machines");
        else if (PrivateFile.WhyNot(script) is { } why)
            yield return ("Cloud:NodeLauncher", script, $"the script that starts a node, which its owner alone can read: {why}");
    }

    /// <summary>Scheme, host and port and nothing else: a path would be dropped or doubled, a name in it is a mistake or a trick.</summary>
    private static bool IsServer(string text, bool httpOnLoopback) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? address)
        && address is { UserInfo: "", AbsolutePath: "/", Query: "", Fragment: "", Host.Length: > 0 }
        && (address.Scheme == Uri.UriSchemeHttps || (httpOnLoopback && address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));

    private static bool IsDomain(string text) =>
        text.Contains('.', StringComparison.Ordinal) && Uri.CheckHostName(text) == UriHostNameType.Dns;

    private static bool IsToken(string text) => text.Length > 0 && text.All(letter => letter is > ' ' and < '\x7f');

    private static string? Characters(string secret) => secret.Length == 0 ? null : $"{secret.Length} characters";
}
