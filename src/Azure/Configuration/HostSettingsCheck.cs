using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace BatchAi.AzureAdapters;

/// <summary>
/// What the settings of the Functions host and of the Azure SDK must have in common with section <c>BatchAi</c>. The host takes jobs from the queue of its own account, and the API announces them in that of the product:
/// with two accounts messages would wait for ever and nobody would say why.
/// </summary>
internal sealed class HostSettingsCheck(IConfiguration configuration) : IValidateOptions<AzureOptions>
{
    private const string Host = "AzureWebJobsStorage";

    public ValidateOptionsResult Validate(string? name, AzureOptions options)
    {
        List<string> problems = [.. Identity(), .. Storage(options)];
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private IEnumerable<string> Identity()
    {
        if (configuration[AppIdentity.ClientIdSetting] is { Length: > 0 } id && !Guid.TryParse(id, out _))
            yield return $"{AppIdentity.ClientIdSetting} must be the client id of a user-assigned identity, a GUID, or absent; found '{id}'.";
    }

    private IEnumerable<string> Storage(AzureOptions options)
    {
        // What is wrong with the product's own account is told elsewhere, and a host without one does not start.
        if (Own(options) is not { } own || HostAccount() is not var (key, account))
            yield break;
        if (account is null)
            yield return $"{Host} must be a connection string of a storage account; found text that is none.";
        else if (account != own)
            yield return $"{key} must name the storage account of {AzureOptions.Section}:Storage, '{own}', whose queue {StorageQueues.Jobs} the host takes jobs from; found '{account}'.";
    }

    private static AccountName? Own(AzureOptions options) => options.Storage switch
    {
        { ConnectionString: { Length: > 0 } text } => AccountName.OfConnection(text),
        { AccountName: { Length: > 0 } name } => new AccountName(name.ToLowerInvariant()),
        _ => null,
    };

    /// <summary>The host looks for the queue's address first, as its documentation says of connections by identity; the other services only tell whose account it is.</summary>
    private (string Key, AccountName? Account)? HostAccount()
    {
        if (configuration[Host] is { Length: > 0 } text)
            return (Host, AccountName.OfConnection(text));
        if (configuration[$"{Host}:accountName"] is { Length: > 0 } name)
            return ($"{Host}__accountName", new AccountName(name.ToLowerInvariant()));

        foreach (string service in (string[])["queue", "blob", "table"])
        {
            if (configuration[$"{Host}:{service}ServiceUri"] is { Length: > 0 } address && Uri.TryCreate(address, UriKind.Absolute, out Uri? uri))
                return ($"{Host}__{service}ServiceUri", AccountName.Of(uri));
        }

        return null;
    }
}
