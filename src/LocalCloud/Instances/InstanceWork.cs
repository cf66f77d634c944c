namespace BatchAi.LocalCloud;

/// <summary>The boots and removals under way. An instance has at most one, and the keeper looks again when it ends.</summary>
/// <param name="gate">Guards the watches.</param>
/// <param name="pauseAfterDefect">
/// How long an instance is left alone when work on it ended in a way that nobody foresaw: it would end so again.
/// </param>
/// <param name="ended">Called after each piece of work, with its exception if it had one.</param>
internal sealed class InstanceWork(Lock gate, TimeProvider clock, TimeSpan pauseAfterDefect, Action<Exception?> ended)
{
    private readonly HashSet<Task> _running = [];

    /// <summary>Begins work on instances. Called under the gate.</summary>
    public void Begin(IReadOnlyList<InstanceWatch> watches, Func<Task> work)
    {
        foreach (InstanceWatch watch in watches)
            watch.Busy = true;
        Task running = Task.Run(work);
        _running.Add(running);
        _ = running.ContinueWith(done => End(done, watches), TaskScheduler.Default);
    }

    public async Task WhenAllEndedAsync()
    {
        Task[] running;
        lock (gate)
            running = [.. _running];
        await Task.WhenAll(running);
    }

    private void End(Task done, IReadOnlyList<InstanceWatch> watches)
    {
        lock (gate)
        {
            _running.Remove(done);
            foreach (InstanceWatch watch in watches)
                watch.Busy = false;
            if (done.IsFaulted)
            {
                DateTimeOffset again = clock.GetUtcNow() + pauseAfterDefect;
                foreach (InstanceWatch watch in watches.Where(watch => watch.NotBefore < again))
                    watch.NotBefore = again;
            }
        }

        ended(done.Exception);
    }
}
