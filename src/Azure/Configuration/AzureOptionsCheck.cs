using System.Text.RegularExpressions;
using Azure.Core;
using Microsoft.Extensions.Options;

namespace BatchAi.AzureAdapters;

/// <summary>
/// Refuses a configuration that cannot work, naming every key that is wrong, what was found and what is allowed. Values
/// of secrets are never shown.
/// </summary>
public sealed partial class AzureOptionsCheck : IValidateOptions<AzureOptions>
{
    private const int LeastKeyLength = 32;

    public ValidateOptionsResult Validate(string? name, AzureOptions options)
    {
        List<string> problems =
        [
            .. Place(options),
            .. SignIn(options),
            .. Storage(options.Storage),
            .. Nodes(options),
            .. Sizes(options),
            .. CloudOptionsCheck.Problems(options).Select(problem => Wrong(problem.Key, problem.Found, problem.Allowed)),
        ];
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> Place(AzureOptions options)
    {
        if (!Guid.TryParse(options.SubscriptionId, out _))
            yield return Wrong("SubscriptionId", options.SubscriptionId, "the id of a subscription, a GUID");
        if (!ResourceGroup().IsMatch(options.NodesResourceGroup))
            yield return Wrong(
                "NodesResourceGroup",
                options.NodesResourceGroup,
                "the name of a resource group: 1 to 90 letters, digits and any of -_.(), no dot at the end");
        if (
            options.PublicBaseUrl is not { IsAbsoluteUri: true, UserInfo: "" } url
            || !(url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback)))
            yield return Wrong(
                "PublicBaseUrl",
                options.PublicBaseUrl,
                "the address the API is reached by, https (http on loopback only)");
        if (!IsHttps(options.KeyVaultUri) && (options.KeyVaultUri is not null || options.CloudDetails.SecretKeyFile is null))
            yield return Wrong("KeyVaultUri", options.KeyVaultUri, "the address of a key vault, such as https://NAME.vault.azure.net/");

        if (options.Locations.Count == 0)
            yield return Wrong("Locations:0:Name", null, "at least one location with its subnet");
        foreach ((int index, LocationOptions location) in options.Locations.Index())
        {
            if (!Location().IsMatch(location.Name))
                yield return Wrong($"Locations:{index}:Name", location.Name, "the name of a region, such as eastus");
            else if (options.Locations.Take(index).Any(earlier => earlier.Name.Equals(location.Name, StringComparison.OrdinalIgnoreCase)))
                yield return Wrong($"Locations:{index}:Name", location.Name, "a region that is not in the list yet");
            if (!(IsLeftOut(location.SubnetId, options) || IsIdOf(location.SubnetId, "Microsoft.Network/virtualNetworks/subnets")))
                yield return Wrong(
                    $"Locations:{index}:SubnetId",
                    location.SubnetId,
                    "the resource id of a subnet, /subscriptions/…/virtualNetworks/NAME/subnets/NAME");
        }
    }

    private static IEnumerable<string> SignIn(AzureOptions options)
    {
        if (!(Guid.TryParse(options.TenantId, out _) || (options.SignIn is SignInKind.Key && IsLeftOut(options.TenantId, options))))
            yield return Wrong("TenantId", options.TenantId, "the id of the Entra tenant, a GUID");

        switch (options.Auth.ToLowerInvariant())
        {
            case "entra" when string.IsNullOrWhiteSpace(options.Audience):
                yield return Wrong(
                    "Audience",
                    options.Audience,
                    "the application id URI (or client id) that users' tokens are for, as Auth is entra");
                break;
            case "key" when options.ApiKey is not { Length: >= LeastKeyLength }:
                yield return Wrong(
                    "ApiKey",
                    options.ApiKey is null ? null : $"{options.ApiKey.Length} characters",
                    $"a secret of at least {LeastKeyLength} characters, as Auth is key");
                break;
            case "key" when IsUnresolved(options.ApiKey):
                yield return Wrong(
                    "ApiKey",
                    "a Key Vault reference that was not resolved",
                    "a reference the app's identity may read: it needs the role Key Vault Secrets User, and the secret must exist");
                break;
            case not ("entra" or "key"):
                yield return Wrong("Auth", options.Auth, "entra or key");
                break;
        }
    }

    private static IEnumerable<string> Storage(StorageOptions storage)
    {
        bool named = !string.IsNullOrEmpty(storage.AccountName);
        bool connected = !string.IsNullOrEmpty(storage.ConnectionString);
        if (named && connected)
            yield return Wrong("Storage:AccountName", storage.AccountName, "absent, as Storage:ConnectionString is set");
        else if (!connected && !AccountName().IsMatch(storage.AccountName ?? ""))
            yield return Wrong(
                "Storage:AccountName",
                storage.AccountName,
                "the name of a storage account, 3 to 24 lower-case letters and digits (or set Storage:ConnectionString)");
        else if (connected && !IsConnectionString(storage.ConnectionString!))
            yield return Wrong(
                "Storage:ConnectionString",
                "text that is none",
                "a connection string of a storage account with table, queue and blob endpoints");
    }

    private static IEnumerable<string> Nodes(AzureOptions options)
    {
        if (
            !(
                IsLeftOut(options.NodeIdentityId, options)
                || IsIdOf(options.NodeIdentityId, "Microsoft.ManagedIdentity/userAssignedIdentities")))
            yield return Wrong(
                "NodeIdentityId",
                options.NodeIdentityId,
                "the resource id of a user-assigned identity, /subscriptions/…/userAssignedIdentities/NAME");
        if (!(IsLeftOut(options.NodeIdentityClientId, options) || Guid.TryParse(options.NodeIdentityClientId, out _)))
            yield return Wrong("NodeIdentityClientId", options.NodeIdentityClientId, "the client id of that identity, a GUID");
        if (!IsLeftOut(options.AgentUri?.OriginalString, options) && !IsHttps(options.AgentUri)
            && options.AgentUri is not { IsAbsoluteUri: true, IsLoopback: true, UserInfo: "" })
            yield return Wrong("AgentUri", options.AgentUri, "the https address of the blob that holds the node agent");
        if (!(IsLeftOut(options.AgentSha256, options) || Sha256().IsMatch(options.AgentSha256)))
            yield return Wrong("AgentSha256", options.AgentSha256, "the SHA-256 of the node agent, 64 hexadecimal digits");
    }

    private static IEnumerable<string> Sizes(AzureOptions options) =>
        from replacement in options.SizeReplacements
        where !SizeName().IsMatch(replacement.Value)
        select Wrong($"SizeReplacements:{replacement.Key}", replacement.Value, "the name of a VM size, such as Standard_NC4as_T4_v3");

    private static string Wrong(string key, object? found, string allowed)
    {
        string variable = $"{AzureOptions.Section}__{key.Replace(":", "__", StringComparison.Ordinal)}";
        string shown = found?.ToString() is { Length: > 0 } text ? $"'{WithoutUser(text)}'" : "nothing";
        return $"{AzureOptions.Section}:{key} ({variable} as an environment variable) must be {allowed}; found {shown}.";
    }

    /// <summary>An address without the name and password that may stand before its host.</summary>
    private static string WithoutUser(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.UserInfo.Length > 0
            ? $"{address.Scheme}://…@{address.Authority}{address.AbsolutePath}" : text;

    private static bool IsConnectionString(string text)
    {
        try
        {
            return !text.StartsWith("http", StringComparison.OrdinalIgnoreCase) && StorageAccount.Open(text) is not null;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>Nodes of a local cloud have no identity, no subnet, and an agent that is on the machine already.</summary>
    private static bool IsLeftOut(string? setting, AzureOptions options) =>
        options.CloudDetails.HasLocalNodes && string.IsNullOrEmpty(setting);

    private static bool IsHttps(Uri? address) => address is { IsAbsoluteUri: true, UserInfo: "" } && address.Scheme == Uri.UriSchemeHttps;

    /// <summary>App Service leaves the reference as it stands when it cannot resolve it.</summary>
    private static bool IsUnresolved(string? setting) =>
        setting?.StartsWith("@Microsoft.KeyVault(", StringComparison.OrdinalIgnoreCase) is true;

    private static bool IsIdOf(string id, string type)
    {
        try
        {
            return ResourceIdentifier.TryParse(id, out ResourceIdentifier? parsed) && parsed?.ResourceType == type;
        }
        catch (Exception malformed) when (malformed is FormatException or ArgumentException)
        {
            // Some malformed ids are only found out when their type is asked for.
            return false;
        }
    }

    [GeneratedRegex(@"\A[-\w.()]{0,89}[-\w()]\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ResourceGroup();

    [GeneratedRegex(@"\A[a-z][a-z0-9]{1,63}\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Location();

    [GeneratedRegex(@"\A[a-z0-9]{3,24}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AccountName();

    [GeneratedRegex(@"\A[0-9a-fA-F]{64}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sha256();

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_-]{1,79}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SizeName();
}
