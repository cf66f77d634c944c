namespace BatchAi.NodeAgent;

/// <summary>
/// Tells whether the job's processes on this node still write anything, by the sizes of their output files: one look at each, four times
/// within the time of silence that is reported, and at most every 30 s. How busy they are says nothing: ranks of MPI that wait keep a
/// processor busy. After a restart of the agent the silence counts anew.
/// </summary>
internal sealed class OutputWatch(JobAttempt attempt, TimeSpan quietAfter, TimeProvider clock)
{
    private static readonly TimeSpan s_mostBetween = TimeSpan.FromSeconds(30);

    private volatile bool _someEnded;

    /// <summary>A process that the job waits for has ended well; others go on.</summary>
    public void SomeEnded() => _someEnded = true;

    /// <summary>Ends when cancelled, without an exception: nobody else changes the attempt until then.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        if (attempt.Record is not { Processes.Count: > 0, LogFile: { } log })
            return;

        string directory = Path.GetDirectoryName(log)!;
        string[] files = [.. attempt.Record.Processes.SelectMany(process => Files(directory, process.Name))];
        TimeSpan pause = quietAfter / 4 < s_mostBetween ? quietAfter / 4 : s_mostBetween;
        long seen = SizeOf(files);
        long since = clock.GetTimestamp();
        while (!cancellation.IsCancellationRequested)
        {
            await Task.Delay(pause, clock, cancellation).ContinueWith(
                _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            if (cancellation.IsCancellationRequested)
                return;

            long size = SizeOf(files);
            if (size != seen)
                (seen, since) = (size, clock.GetTimestamp());
            Tell(clock.GetElapsedTime(since) >= quietAfter);
        }
    }

    private void Tell(bool isQuiet)
    {
        if (attempt.Record.IsQuiet == isQuiet && attempt.Record.SomeEnded == _someEnded)
            return;

        if ((attempt.Record.IsQuiet ?? false) != isQuiet)
            attempt.Log.Say(isQuiet ? $"nothing was written to the job's output for {quietAfter}" : "the job writes output again");
        attempt.Update(attempt.Record with { IsQuiet = isQuiet, SomeEnded = _someEnded });
    }

    private static IEnumerable<string> Files(string directory, string process)
    {
        ProcessPlan plan = new() { Name = process, CommandLine = "" };
        yield return Path.Combine(directory, plan.OutputName);
        yield return Path.Combine(directory, plan.ErrorName);
    }

    /// <summary>What cannot be looked at counts as empty: of a volume that is gone nothing can be said.</summary>
    private static long SizeOf(string[] files)
    {
        long all = 0;
        foreach (string file in files)
        {
            FileInfo found = new(file);
            all += found.Exists ? found.Length : 0;
        }

        return all;
    }
}
