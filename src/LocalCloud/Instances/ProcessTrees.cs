using BatchAi.Linux;

namespace BatchAi.LocalCloud;

/// <summary>Ends everything that runs on an instance, however it detached itself.</summary>
internal sealed class ProcessTrees(TimeSpan grace, TimeProvider clock)
{
    /// <summary>A process in uninterruptible sleep cannot be killed; the caller tries again later.</summary>
    private static readonly TimeSpan s_giveUp = TimeSpan.FromSeconds(10);

    public static bool AnyAlive(string instanceDirectory) =>
        InstanceProcesses.Read().MembersOf(new HashSet<string> { instanceDirectory }).Count > 0;

    /// <summary>SIGTERM to the main processes, a grace time, then SIGKILL to all until none is left.</summary>
    /// <returns>False when something could not be ended in time.</returns>
    public async Task<bool> EndAsync(IReadOnlySet<string> instanceDirectories, CancellationToken cancellation)
    {
        Dictionary<ProcessId, string> known = [];
        _ = Look(instanceDirectories, known);
        foreach (string directory in instanceDirectories)
        {
            if (MainProcess.Recorded(directory) is { } main)
                Signals.Send(main.Id, Signal.Terminate);
        }

        long began = clock.GetTimestamp();
        TimeSpan pause = TimeSpan.FromMilliseconds(10);
        while (true)
        {
            IReadOnlyList<ProcessStat> alive = Look(instanceDirectories, known);
            if (alive.Count == 0)
                return true;

            TimeSpan elapsed = clock.GetElapsedTime(began);
            if (elapsed > grace + s_giveUp)
                return false;

            if (elapsed >= grace)
            {
                foreach (ProcessStat process in alive)
                    Signals.Send(process.Id, Signal.Kill);
                pause = TimeSpan.FromMilliseconds(10);
            }

            await Task.Delay(pause, clock, cancellation);
            pause = TimeSpan.FromTicks(Math.Min((pause * 2).Ticks, TimeSpan.FromMilliseconds(80).Ticks));
        }
    }

    private static IReadOnlyList<ProcessStat> Look(IReadOnlySet<string> instanceDirectories, Dictionary<ProcessId, string> known)
    {
        InstanceProcesses table = InstanceProcesses.Read(known);
        IReadOnlyList<ProcessStat> alive = table.MembersOf(instanceDirectories);
        foreach (ProcessStat process in alive)
            known[process.Id] = table.Owner(process.Pid) ?? "";
        return alive;
    }
}
