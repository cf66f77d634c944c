using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace BatchAi.AzureAdapters;

/// <summary>
/// What the settings of the Functions host and of the Azure SDK must have in common with section <c>BatchAi</c>. The host takes jobs from
/// the queue of its own account, and the API announces them in that of the product:
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
        const string Setting = AppIdentity.ClientIdSetting;
        if (configuration[Setting] is { Length: > 0 } id && !Guid.TryParse(id, out _))
            yield return $"{Setting} must be the client id of a user-assigned identity, a GUID, or absent; found '{id}'.";
    }

    private IEnumerable<string> Storage(AzureOptions options)
    {
        // What is wrong with the product's own account is told elsewhere, and a host without one does not start.
        if (Own(options) is not { } own || HostAccount() is not var (key, account))
            yield break;
        if (account is null)
            yield return $"{Host} must be a connection string of a storage account; found text that is none.";
        else if (account != own)
        {
            const string Product = $"{AzureOptions.Section}:Storage";
            yield return $"{key} must name the storage account of {Product}, '{own}', "
                + $"whose queue {StorageQueues.Jobs} the host takes jobs from; found '{account}'.";
        }
    }

    private static AccountName? Own(AzureOptions options) => options.Storage switch
    {
        { ConnectionString: { Length: > 0 } text } => AccountName.OfConnection(text),
        { AccountName: { Length: > 0 } name } => new AccountName(name.ToLowerInvariant()),
        _ => null,
    };

    /// <summary>The address of the queue says most; where it is not given, the account's name does, or another service's address.</summary>
    private (string Key, AccountName? Account)? HostAccount()
    {
        if (configuration[Host] is { Length: > 0 } text)
            return (Host, AccountName.OfConnection(text));

        foreach (string setting in (string[])["queueServiceUri", "accountName", "blobServiceUri", "tableServiceUri"])
        {
            if (configuration[$"{Host}:{setting}"] is { Length: > 0 } value && Read(setting, value) is { } account)
                return ($"{Host}__{setting}", account);
        }

        return null;
    }

    /// <summary>Null when it cannot be told: an emulator's account is known by its queue alone.</summary>
    private static AccountName? Read(string setting, string value) => setting switch
    {
        "accountName" => new AccountName(value.ToLowerInvariant()),
        _ when !Uri.TryCreate(value, UriKind.Absolute, out _) => null,
        "queueServiceUri" => AccountName.Of(new Uri(value)),
        _ => AccountName.IsEmulator(new Uri(value)) ? null : AccountName.Of(new Uri(value)),
    };
}
