namespace BatchAi.State;

/// <summary>The container of job messages that are too large for a queue.</summary>
public interface IMessageBodies
{
    /// <summary>At most so many bytes of a blob: one that is as long as that may be longer. Null when it is not there.</summary>
    /// <exception cref="StoreUnavailableException">The container cannot serve now.</exception>
    Task<ReadOnlyMemory<byte>?> ReadAsync(string blob, int most, CancellationToken cancellation);

    /// <summary>Not there is success.</summary>
    /// <exception cref="StoreUnavailableException">The container cannot serve now.</exception>
    Task DeleteAsync(string blob, CancellationToken cancellation);
}
