namespace BatchAi.Activities;

/// <summary>Where the key comes from that stored secrets are encrypted with.</summary>
public interface ISecretKey
{
    /// <summary>The key, always the same, of <see cref="SecretStore.KeyBytes"/> bytes.</summary>
    ValueTask<ReadOnlyMemory<byte>> GetAsync(CancellationToken cancellation);
}
