namespace BatchAi.Embedded;

/// <summary>A command whose answer the orchestration may be waiting for.</summary>
internal sealed record PendingCommand(HistoryEvent.Command Command, string Name)
{
    // Continuations run inline on purpose: asynchronous ones would send Task.WhenAll and WhenAny to the thread pool.
    public TaskCompletionSource<string> Answer { get; } = new();
}
