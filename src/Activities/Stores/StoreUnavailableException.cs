namespace BatchAi.Activities;

/// <summary>
/// The store cannot serve now: full disk, read-only disk, failed I/O, locked or damaged file. Transient: the same store serves again once the cause is gone.
/// The message is one plain line for an operator. A commit that ends so is not in place as far as anyone can read, but a crash right after may bring it back:
/// read the facts again before deciding again.
/// </summary>
public sealed class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
