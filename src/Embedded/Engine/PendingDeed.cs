namespace BatchAi.Embedded;

/// <summary>A deed whose answer the orchestration may be waiting for.</summary>
internal sealed record PendingDeed(HistoryEvent.Deed Deed, string Name)
{
    // Continuations run inline on purpose: asynchronous ones would send Task.WhenAll and WhenAny to the thread pool.
    public TaskCompletionSource<string> Answer { get; } = new();
}
