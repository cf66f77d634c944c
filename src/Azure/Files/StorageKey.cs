using Azure.Storage;
using BatchAi.Model;
using BatchAi.Services;

namespace BatchAi.AzureAdapters;

/// <summary>Keys of storage accounts as users give them.</summary>
internal static class StorageKey
{
    /// <exception cref="ApiException">409: it cannot be an account's key.</exception>
    public static StorageSharedKeyCredential Of(Volume volume, string key)
    {
        try
        {
            return new StorageSharedKeyCredential(volume.Account, key);
        }
        catch (FormatException)
        {
            throw FileRefusals.BadKey(volume);
        }
    }
}

/// <summary>Addresses of storage accounts that users name.</summary>
internal static class StorageHost
{
    /// <summary>
    /// The address of a service of the account, always below the cloud's own suffix: what is sent there may carry the
    /// service's own token. Names are checked when a job or a cluster is made; documents of before that check may hold
    /// anything.
    /// </summary>
    /// <exception cref="ApiException">400: it is not the name of a storage account.</exception>
    public static Uri Of(Volume volume, string service, string suffix) =>
        StorageAccountName.IsValid(volume.Account)
            ? new Uri($"https://{volume.Account}.{service}.{suffix}")
            : throw ApiException.Invalid("accountName", $"accountName must be the name of a storage account: {StorageAccountName.Rule}.");
}
