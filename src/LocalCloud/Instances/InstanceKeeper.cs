using System.ComponentModel;
using Microsoft.Extensions.Logging;

namespace BatchAi.LocalCloud;

/// <summary>
/// Makes the machine look like the state: boots what is due, starts again what died, removes what is being deleted.
/// It sleeps until a change or the next due time, and looks at the processes once a second while there are any.
/// </summary>
internal sealed partial class InstanceKeeper(CloudState state, InstanceFiles files, InstanceLauncher launcher, ProcessTrees trees, LocalCloudOptions options, TimeProvider clock, ILogger<InstanceKeeper> logger) : IDisposable
{
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_lasting = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _bell = new(0, 1);
    private readonly Dictionary<InstanceKey, InstanceWatch> _watches = [];
    private readonly HashSet<Task> _work = [];
    private readonly CancellationTokenSource _stopping = new();
    private Task _loop = Task.CompletedTask;
    private bool _disposed;

    public void Start() => _loop = Task.Run(LoopAsync);

    /// <summary>Something changed: look now. An instance may ring after the end, when its process outlives the local cloud.</summary>
    public void Ring()
    {
        lock (_bell)
        {
            if (!_disposed && _bell.CurrentCount == 0)
                _bell.Release();
        }
    }

    /// <summary>Stops keeping; instances go on.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _loop;
        Task[] work;
        lock (state.Gate)
            work = [.. _work];
        await Task.WhenAll(work);
        lock (state.Gate)
            Save(clock.GetUtcNow());
    }

    public void Dispose()
    {
        lock (_bell)
        {
            _disposed = true;
            _bell.Dispose();
        }

        _stopping.Dispose();
    }

    private async Task LoopAsync()
    {
        try
        {
            while (!_stopping.IsCancellationRequested)
                await _bell.WaitAsync(Turn(), _stopping.Token);
        }
        catch (OperationCanceledException)
        {
        }
    }

    /// <returns>How long nothing is due.</returns>
    private TimeSpan Turn()
    {
        DateTimeOffset now = clock.GetUtcNow();
        DateTimeOffset next = DateTimeOffset.MaxValue;
        lock (state.Gate)
        {
            foreach (ScaleSet set in state.ScaleSets)
                next = Earlier(next, Keep(set, now));
            foreach (Operation operation in state.OperationsInProgress)
            {
                Operation settled = operation.Settle(state.Find(operation.ScaleSet), now);
                if (settled != operation)
                    state.Note(settled);
                else if (now < operation.NotBefore)
                    next = Earlier(next, operation.NotBefore);
            }

            if (!Save(now))
                next = Earlier(next, now + s_look);
        }

        return next == DateTimeOffset.MaxValue ? Timeout.InfiniteTimeSpan : next <= now ? TimeSpan.Zero : next - now;
    }

    private DateTimeOffset Keep(ScaleSet set, DateTimeOffset now)
    {
        DateTimeOffset next = DateTimeOffset.MaxValue;
        foreach (Instance due in set.Instances.Where(instance => instance.EvictedAt <= now && instance.State == InstanceState.Succeeded).ToArray())
        {
            LogEvicted(set.Name, due.Id);
            set = set.With(due with { State = InstanceState.Deleting }) with { Capacity = set.Capacity - 1, Version = set.Version + 1 };
            state.Note(set);
        }

        List<Instance> leaving = [];
        foreach (Instance instance in set.Instances)
        {
            InstanceWatch watch = WatchOf(set, instance);
            DateTimeOffset due = instance.State switch
            {
                _ when watch.Busy => DateTimeOffset.MaxValue,
                InstanceState.Creating => instance.BootsAt > watch.NotBefore ? instance.BootsAt : watch.NotBefore,
                InstanceState.Succeeded => Look(instance, set, watch, now),
                InstanceState.Deleting => watch.NotBefore,
                _ => DateTimeOffset.MaxValue,
            };
            if (due > now)
                next = Earlier(next, due);
            else if (instance.State == InstanceState.Deleting)
                leaving.Add(instance);
            else
                Begin([watch], () => Boot(set, instance, watch));
        }

        if (leaving.Count > 0)
            Begin([.. leaving.Select(instance => WatchOf(set, instance))], () => RemoveAsync(set, leaving));
        if (set is { Deleting: true, Instances.Count: 0 })
            Forget(set);
        return next;
    }

    /// <returns>When to look again; not after now when the main process must be started.</returns>
    private DateTimeOffset Look(Instance instance, ScaleSet set, InstanceWatch watch, DateTimeOffset now)
    {
        if (instance.NeverStarts || watch.NothingToRun)
            return instance.EvictedAt ?? DateTimeOffset.MaxValue;

        DateTimeOffset again = Earlier(now + s_look, instance.EvictedAt ?? DateTimeOffset.MaxValue);
        if (watch.Main is not { IsAlive: true })
            watch.Main = MainProcess.Recorded(files.DirectoryOf(new InstanceKey(set.Key, instance.Id)));
        if (watch.Main is not null)
        {
            if (watch.ShortLives > 0 && now - watch.LaunchedAt > s_lasting)
                watch.ShortLives = 0;
            return again;
        }

        if (watch.NotBefore > now)
            return Earlier(again, watch.NotBefore);

        return now;
    }

    private async Task Boot(ScaleSet set, Instance instance, InstanceWatch watch)
    {
        await Task.Yield();
        InstanceKey key = new(set.Key, instance.Id);
        InstanceState outcome = InstanceState.Succeeded;
        try
        {
            if (instance.State == InstanceState.Creating)
                files.Prepare(set, instance);
            watch.Main = MainProcess.Recorded(files.DirectoryOf(key));
            if (watch.Main is null && !instance.NeverStarts)
            {
                LogBoot(set.Name, instance.Id, instance.Address);
                watch.Main = launcher.Launch(set, instance, Ring);
                watch.NothingToRun = watch.Main is null;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or Win32Exception)
        {
            LogBootFailed(set.Name, instance.Id, error);
            outcome = InstanceState.Failed;
        }

        lock (state.Gate)
        {
            // A process that dies at once is started again after 0.5 s, 1 s, 2 s, and so on up to the longest pause.
            watch.LaunchedAt = clock.GetUtcNow();
            double pause = Math.Min(0.5 * Math.Pow(2, Math.Min(watch.ShortLives, 20)), options.LongestRestartPause.TotalSeconds);
            watch.NotBefore = watch.LaunchedAt + TimeSpan.FromSeconds(pause);
            watch.ShortLives++;
            if (state.Find(set.Key) is { } current && current.Uid == set.Uid && current.Find(instance.Id) is { State: InstanceState.Creating } waiting)
                state.Note(current.With(waiting with { State = outcome }));
        }
    }

    private async Task RemoveAsync(ScaleSet set, List<Instance> leaving)
    {
        try
        {
            HashSet<string> directories = [.. leaving.Select(instance => files.DirectoryOf(new InstanceKey(set.Key, instance.Id)))];
            if (await trees.EndAsync(directories, _stopping.Token))
            {
                foreach (Instance instance in leaving)
                    files.Remove(new InstanceKey(set.Key, instance.Id), instance.TempDirectory);
                lock (state.Gate)
                    Drop(set, leaving);
                return;
            }

            LogRemovalFailed(set.Name, leaving.Count, error: null);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            LogRemovalFailed(set.Name, leaving.Count, error);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        lock (state.Gate)
        {
            foreach (Instance instance in leaving)
                WatchOf(set, instance).NotBefore = clock.GetUtcNow() + s_look;
        }
    }

    private void Drop(ScaleSet set, List<Instance> gone)
    {
        foreach (Instance instance in gone)
            _watches.Remove(new InstanceKey(set.Key, instance.Id));
        if (state.Find(set.Key) is { } current && current.Uid == set.Uid)
            state.Note(current with { Instances = [.. current.Instances.Where(instance => !gone.Exists(left => left.Id == instance.Id))] });
    }

    private void Forget(ScaleSet set)
    {
        try
        {
            files.RemoveScaleSet(set.Key);
            state.Forget(set);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            LogRemovalFailed(set.Name, 0, error);
        }
    }

    private InstanceWatch WatchOf(ScaleSet set, Instance instance)
    {
        InstanceKey key = new(set.Key, instance.Id);
        if (!_watches.TryGetValue(key, out InstanceWatch? watch))
            _watches[key] = watch = new InstanceWatch();
        return watch;
    }

    private void Begin(IReadOnlyList<InstanceWatch> watches, Func<Task> work)
    {
        foreach (InstanceWatch watch in watches)
            watch.Busy = true;
        Task running = Task.Run(work);
        _work.Add(running);
        _ = running.ContinueWith(
            done =>
            {
                lock (state.Gate)
                {
                    _work.Remove(done);
                    foreach (InstanceWatch watch in watches)
                        watch.Busy = false;
                }

                if (done.Exception is { } defect)
                    LogDefect(defect);

                Ring();
            },
            TaskScheduler.Default);
    }

    private bool Save(DateTimeOffset now)
    {
        try
        {
            state.Flush(now);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            LogSaveFailed(error);
            return false;
        }
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
