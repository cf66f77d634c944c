using System.ComponentModel;
using Microsoft.Extensions.Logging;

namespace BatchAi.LocalCloud;

/// <summary>
/// Makes the machine look like the state: boots what is due, starts again what died, removes what is being deleted.
/// It sleeps until a change or the next due time, and looks at the processes once a second while there are any.
/// </summary>
internal sealed partial class InstanceKeeper : IDisposable
{
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_lasting = TimeSpan.FromMinutes(1);

    private readonly CloudState _state;
    private readonly InstanceFiles _files;
    private readonly InstanceLauncher _launcher;
    private readonly ProcessTrees _trees;
    private readonly TimeSpan _longestRestartPause;
    private readonly TimeProvider _clock;
    private readonly ILogger<InstanceKeeper> _logger;
    private readonly SemaphoreSlim _bell = new(0, 1);
    private readonly Dictionary<InstanceKey, InstanceWatch> _watches = [];
    private readonly InstanceWork _work;
    private readonly CancellationTokenSource _stopping = new();
    private Task _loop = Task.CompletedTask;
    private bool _disposed;

    public InstanceKeeper(CloudState state, InstanceFiles files, InstanceLauncher launcher, ProcessTrees trees, TimeSpan longestRestartPause, TimeProvider clock, ILogger<InstanceKeeper> logger)
    {
        (_state, _files, _launcher, _trees, _longestRestartPause, _clock, _logger) = (state, files, launcher, trees, longestRestartPause, clock, logger);
        _work = new InstanceWork(state.Gate, clock, s_look, Ended);
    }

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
        await _work.WhenAllEndedAsync();
        lock (_state.Gate)
            Save(_clock.GetUtcNow());
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
                await _bell.WaitAsync(TurnOrPause(), _stopping.Token);
        }
        catch (OperationCanceledException)
        {
        }
    }

    /// <summary>The edge of a background loop that nobody awaits: a defect is told, and the next turn finds all that is due again.</summary>
    private TimeSpan TurnOrPause()
    {
        try
        {
            return Turn();
        }
        catch (Exception defect) when (defect is not OperationCanceledException)
        {
            LogDefect(defect);
            return s_look;
        }
    }

    /// <returns>How long nothing is due.</returns>
    private TimeSpan Turn()
    {
        DateTimeOffset now = _clock.GetUtcNow();
        DateTimeOffset next = DateTimeOffset.MaxValue;
        lock (_state.Gate)
        {
            foreach (ScaleSet set in _state.ScaleSets)
                next = Earlier(next, Keep(set, now));
            foreach (Operation operation in _state.OperationsInProgress)
            {
                Operation settled = operation.Settle(_state.Find(operation.ScaleSet), now);
                if (settled != operation)
                    _state.Note(settled);
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
            _state.Note(set);
        }

        List<Instance> leaving = [];
        foreach (Instance instance in set.Instances)
        {
            InstanceWatch watch = WatchOf(set, instance);
            DateTimeOffset due = instance.State switch
            {
                _ when watch.Busy => DateTimeOffset.MaxValue,
                InstanceState.Creating => instance.BootsAt > watch.NotBefore ? instance.BootsAt : watch.NotBefore,
                InstanceState.Succeeded => LookOrPause(instance, set, watch, now),
                InstanceState.Deleting => watch.NotBefore,
                _ => DateTimeOffset.MaxValue,
            };
            if (due > now)
                next = Earlier(next, due);
            else if (instance.State == InstanceState.Deleting)
                leaving.Add(instance);
            else
                _work.Begin([watch], () => Boot(set, instance, watch));
        }

        if (leaving.Count > 0)
            _work.Begin([.. leaving.Select(instance => WatchOf(set, instance))], () => RemoveAsync(set, leaving));
        if (set is { Deleting: true, Instances.Count: 0 })
            Forget(set);
        return next;
    }

    /// <summary>One instance whose files cannot be read keeps no other from its turn.</summary>
    private DateTimeOffset LookOrPause(Instance instance, ScaleSet set, InstanceWatch watch, DateTimeOffset now)
    {
        try
        {
            return Look(instance, set, watch, now);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            LogLookFailed(set.Name, instance.Id, error);
            return now + s_look;
        }
    }

    /// <returns>When to look again; not after now when the main process must be started.</returns>
    private DateTimeOffset Look(Instance instance, ScaleSet set, InstanceWatch watch, DateTimeOffset now)
    {
        if (instance.NeverStarts || watch.NothingToRun)
            return instance.EvictedAt ?? DateTimeOffset.MaxValue;

        DateTimeOffset again = Earlier(now + s_look, instance.EvictedAt ?? DateTimeOffset.MaxValue);
        if (watch.Main is not { IsAlive: true })
            watch.Main = MainProcess.Recorded(_files.DirectoryOf(new InstanceKey(set.Key, instance.Id)));
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
                _files.Prepare(set, instance);
            watch.Main = MainProcess.Recorded(_files.DirectoryOf(key));
            if (watch.Main is null && !instance.NeverStarts)
            {
                LogBoot(set.Name, instance.Id, instance.Address);
                watch.Main = _launcher.Launch(set, instance, Ring);
                watch.NothingToRun = watch.Main is null;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or Win32Exception)
        {
            LogBootFailed(set.Name, instance.Id, error);
            outcome = InstanceState.Failed;
        }

        lock (_state.Gate)
        {
            // A process that dies at once is started again after 0.5 s, 1 s, 2 s, and so on up to the longest pause.
            watch.LaunchedAt = _clock.GetUtcNow();
            double pause = Math.Min(0.5 * Math.Pow(2, Math.Min(watch.ShortLives, 20)), _longestRestartPause.TotalSeconds);
            watch.NotBefore = watch.LaunchedAt + TimeSpan.FromSeconds(pause);
            watch.ShortLives++;
            if (_state.Find(set.Key) is { } current && current.Uid == set.Uid && current.Find(instance.Id) is { State: InstanceState.Creating } waiting)
                _state.Note(current.With(waiting with { State = outcome }));
        }
    }

    private async Task RemoveAsync(ScaleSet set, List<Instance> leaving)
    {
        try
        {
            HashSet<string> directories = [.. leaving.Select(instance => _files.DirectoryOf(new InstanceKey(set.Key, instance.Id)))];
            if (await _trees.EndAsync(directories, _stopping.Token))
            {
                foreach (Instance instance in leaving)
                    _files.Remove(new InstanceKey(set.Key, instance.Id), instance.TempDirectory);
                lock (_state.Gate)
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

        lock (_state.Gate)
        {
            foreach (Instance instance in leaving)
                WatchOf(set, instance).NotBefore = _clock.GetUtcNow() + s_look;
        }
    }

    private void Drop(ScaleSet set, List<Instance> gone)
    {
        foreach (Instance instance in gone)
            _watches.Remove(new InstanceKey(set.Key, instance.Id));
        if (_state.Find(set.Key) is { } current && current.Uid == set.Uid)
            _state.Note(current with { Instances = [.. current.Instances.Where(instance => !gone.Exists(left => left.Id == instance.Id))] });
    }

    private void Forget(ScaleSet set)
    {
        try
        {
            _files.RemoveScaleSet(set.Key);
            _state.Forget(set);
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

    private void Ended(Exception? defect)
    {
        if (defect is not null)
            LogDefect(defect);
        Ring();
    }

    private bool Save(DateTimeOffset now)
    {
        try
        {
            _state.Flush(now);
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
