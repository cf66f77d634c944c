using BatchAi.State;

namespace BatchAi.Services;

/// <summary>The queue of jobs to create, and the one for those that were refused.</summary>
public interface IJobMessages
{
    /// <summary>At most so many messages (1 to 32), hidden from other takers for a while; empty when there are none.</summary>
    /// <exception cref="StoreUnavailableException">The queue cannot serve now.</exception>
    Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(int most, TimeSpan hidden, CancellationToken cancellation);

    /// <summary>Removes a message for good; gone, or taken by another meanwhile, is success.</summary>
    /// <exception cref="StoreUnavailableException">The queue cannot serve now.</exception>
    Task DeleteAsync(ReceivedMessage received, CancellationToken cancellation);

    /// <summary>Puts the text of a refused message where people look for it, as it was sent.</summary>
    /// <exception cref="StoreUnavailableException">The queue cannot serve now.</exception>
    Task PoisonAsync(string text, CancellationToken cancellation);
}

/// <summary>A message as a queue delivers it.</summary>
/// <param name="Id">The same at every delivery.</param>
/// <param name="DequeueCount">Which delivery this is, from 1.</param>
/// <param name="Text">JSON, or the same in base64, as some clients send it.</param>
public sealed record QueuedMessage(string Id, long DequeueCount, string Text);

/// <summary>A message that was taken from its queue for a while.</summary>
/// <param name="Receipt">Allows this taker to delete it.</param>
public sealed record ReceivedMessage(QueuedMessage Message, string Receipt);
