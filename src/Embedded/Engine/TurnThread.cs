namespace BatchAi.Embedded;

/// <summary>
/// The one thread an orchestration may use, for one turn. Whatever continues elsewhere, or after the turn, has awaited
/// something the history does not know.
/// </summary>
internal sealed class TurnThread(Action<string> onLeft) : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Work, object? State)> _work = new();
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private volatile bool _over;

    private bool IsHere => !_over && Environment.CurrentManagedThreadId == _thread;

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (IsHere)
            _work.Enqueue((d, state));
        else
            onLeft(Left("continued on another thread or after its turn"));
    }

    public override void Send(SendOrPostCallback d, object? state) => Post(d, state);

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>What an instance that awaited something foreign is failed with.</summary>
    public static string Left(string how) =>
        $"The orchestration {how}. It may await only what its OrchestrationContext returns: no I/O, no Task.Run, no Task.Delay, no "
        + "CancelAsync, no ConfigureAwait(false). Such work belongs into an activity.";

    /// <summary>Guards the context: code that runs on after a foreign await meets it here.</summary>
    /// <exception cref="InvalidOperationException">The caller is not in its turn.</exception>
    public void Verify()
    {
        if (IsHere)
            return;

        string text = Left("used its context from another thread or after its turn");
        onLeft(text);
        throw new InvalidOperationException(text);
    }

    public void Drain()
    {
        while (_work.TryDequeue(out (SendOrPostCallback Work, object? State) next))
            next.Work(next.State);
    }

    public void Close() => _over = true;
}
