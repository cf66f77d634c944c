using System.Security.Cryptography;
using Azure;
using Azure.Security.KeyVault.Secrets;
using BatchAi.State;

namespace BatchAi.AzureAdapters;

/// <summary>
/// The key of stored secrets, kept in Key Vault. Read once a process, when the first secret is read or written; made by
/// the first process that finds none.
/// </summary>
/// <remarks>
/// A vault takes every write for a new version, so it cannot decide between two processes that make the key at once.
/// The table can: a row names the version that counts, and the first to insert it wins. The loser's version stays
/// behind unused. The row holds no secret.
/// </remarks>
public sealed class VaultSecretKey(SecretClient vault, ITableStore store) : ISecretKey, IDisposable
{
    /// <summary>Name of the secret in the vault.</summary>
    public const string SecretName = "batchai-secrets-key";

    private const string Partition = "key";
    private const string Row = "current";

    private readonly SemaphoreSlim _one = new(1);
    private byte[]? _key;

    /// <exception cref="InvalidOperationException">The version that counts is gone from the vault, or is no key.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> GetAsync(CancellationToken cancellation)
    {
        if (_key is { } known)
            return known;

        await _one.WaitAsync(cancellation);
        try
        {
            return _key ??= await ReadAsync(await VersionAsync(cancellation), cancellation);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<string> VersionAsync(CancellationToken cancellation)
    {
        if (await store.FindAsync<SecretKeyVersion>(Tables.Secrets, Partition, Row, cancellation) is { } there)
            return there.Value.Version;

        byte[] fresh = RandomNumberGenerator.GetBytes(SecretStore.KeyBytes);
        KeyVaultSecret secret = new(SecretName, Convert.ToBase64String(fresh))
        {
            Properties = { ContentType = "base64, AES-256; without it no stored secret can be read" },
        };
        string version = (await vault.SetSecretAsync(secret, cancellation)).Value.Properties.Version;
        if (await store.TryInsertAsync(Tables.Secrets, Partition, Row, new SecretKeyVersion(version), cancellation))
            return version;

        return (await store.FindAsync<SecretKeyVersion>(Tables.Secrets, Partition, Row, cancellation)
            ?? throw new StoreUnavailableException("The row that names the key of stored secrets was there and is gone")).Value.Version;
    }

    private async Task<byte[]> ReadAsync(string version, CancellationToken cancellation)
    {
        try
        {
            string text = (await vault.GetSecretAsync(SecretName, version, cancellation)).Value.Value;
            byte[] key = new byte[SecretStore.KeyBytes];
            return Convert.TryFromBase64String(text, key, out int length) && length == key.Length
                ? key
                : throw new InvalidOperationException(
                    $"Version {version} of the secret {SecretName} in {vault.VaultUri} is no key of {SecretStore.KeyBytes} bytes in base64."
                );
        }
        catch (RequestFailedException gone) when (gone.Status == 404)
        {
            throw new InvalidOperationException(
                $"Version {version} of the secret {SecretName} is not in {vault.VaultUri}: stored secrets cannot be read without "
                + "it. Recover it (az keyvault secret recover), or point KeyVaultUri at the vault that has it.",
                gone);
        }
    }
}

/// <summary>Which version of the vault's secret is the key of stored secrets.</summary>
internal sealed record SecretKeyVersion(string Version);
