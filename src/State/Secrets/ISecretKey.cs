namespace BatchAi.State;

/// <summary>Where the key comes from that stored secrets are encrypted with.</summary>
public interface ISecretKey
{
    /// <summary>The key, always the same, of <see cref="SecretStore.KeyBytes"/> bytes.</summary>
    ValueTask<ReadOnlyMemory<byte>> GetAsync(CancellationToken cancellation);
}

/// <summary>A key that is at hand.</summary>
internal sealed class KnownSecretKey : ISecretKey
{
    private readonly byte[] _key;

    /// <exception cref="ArgumentException">It has not the length of a key.</exception>
    public KnownSecretKey(byte[] key)
    {
        if (key.Length != SecretStore.KeyBytes)
            throw new ArgumentException($"The key has {key.Length} bytes; it needs {SecretStore.KeyBytes}.", nameof(key));
        _key = [.. key];
    }

    public ValueTask<ReadOnlyMemory<byte>> GetAsync(CancellationToken cancellation) => ValueTask.FromResult<ReadOnlyMemory<byte>>(_key);
}
