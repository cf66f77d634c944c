namespace BatchAi.Activities;

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
