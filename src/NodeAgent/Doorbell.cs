namespace BatchAi.NodeAgent;

/// <summary>
/// Says that something changed, not what. Take <see cref="Next"/> before reading the facts, then no change falls
/// between.
/// </summary>
internal sealed class Doorbell
{
    private TaskCompletionSource _next = Fresh();

    /// <summary>Completes at the next ring.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    public void Ring() => Interlocked.Exchange(ref _next, Fresh()).TrySetResult();

    private static TaskCompletionSource Fresh() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
