using BatchAi.State;

namespace BatchAi.AzureAdapters;

/// <summary>
/// The key of stored secrets from a file, in place of a key vault, for an app that runs on one machine with a local cloud. The file is made
/// by who starts that cloud; read once a process.
/// </summary>
public sealed class FileSecretKey(string path) : ISecretKey
{
    private readonly Lazy<ReadOnlyMemory<byte>> _key = new(() =>
        TryRead(path, out byte[] key)
            ? key
            : throw new InvalidOperationException($"{path} holds no key of {SecretStore.KeyBytes} bytes in base64."));

    public ValueTask<ReadOnlyMemory<byte>> GetAsync(CancellationToken cancellation) => ValueTask.FromResult(_key.Value);

    /// <summary>False when the text of the file is no key.</summary>
    internal static bool TryRead(string path, out byte[] key)
    {
        key = new byte[SecretStore.KeyBytes];
        return Convert.TryFromBase64String(File.ReadAllText(path).Trim(), key, out int length) && length == key.Length;
    }
}
