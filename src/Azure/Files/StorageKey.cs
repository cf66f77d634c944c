using Azure.Storage;
using BatchAi.Services;

namespace BatchAi.AzureAdapters;

/// <summary>Keys of storage accounts as users give them.</summary>
internal static class StorageKey
{
    /// <exception cref="Model.ApiException">409: it cannot be an account's key.</exception>
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
