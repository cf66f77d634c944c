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

    public InstanceKeeper(
        CloudState state,
        InstanceFiles files,
        InstanceLauncher launcher,
        ProcessTrees trees,
        TimeSpan longestRestartPause,
        TimeProvider clock,
        ILogger<InstanceKeeper> logger)
    {
        (_state, _files, _launcher, _trees, _longestRestartPause, _clock, _logger) = (
            state,
            files,
            launcher,
            trees,
            longestRestartPause,
            clock,
            logger);
        _work = new InstanceWork(state.Gate, clock, s_look, Ended);
    }

    public void Start()
    {
        _loop = Task.Run(LoopAsync);
        lock (_state.Gate)
            _work.Begin([], RemoveSetAside);
    }

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

    /// <summary>
    /// The edge of a background loop that nobody awaits: a defect is told, and the next turn finds all that is due
    /// again.
    /// </summary>
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
            foreach (InstanceOwner owner in _state.Owners)
                next = Earlier(next, Keep(owner, now));
            foreach (Part part in _state.Parts.Where(part => part.Deleting))
                next = Earlier(next, Keep(part, now));
            foreach (Operation operation in _state.OperationsInProgress)
            {
                Operation settled = operation.Settle(_state.Find(operation.Type, operation.Resource), now);
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

    private DateTimeOffset Keep(InstanceOwner owner, DateTimeOffset now)
    {
        DateTimeOffset next = DateTimeOffset.MaxValue;
        foreach (Instance due in owner.Instances
            .Where(instance => instance.EvictedAt <= now && instance.State == InstanceState.Succeeded).ToArray())
        {
            LogEvicted(owner.Name, due.Id);
            owner = owner.Evict(due);
            _state.Note(owner);
        }

        List<Instance> leaving = [];
        foreach (Instance instance in owner.Instances)
        {
            InstanceWatch watch = WatchOf(owner, instance);
            DateTimeOffset due = instance.State switch
            {
                _ when watch.Busy => DateTimeOffset.MaxValue,
                InstanceState.Creating => instance.BootsAt > watch.NotBefore ? instance.BootsAt : watch.NotBefore,
                InstanceState.Succeeded => LookOrPause(instance, owner, watch, now),
                InstanceState.Deleting => watch.NotBefore,
                _ => DateTimeOffset.MaxValue,
            };
            if (due > now)
                next = Earlier(next, due);
            else if (instance.State == InstanceState.Deleting)
                leaving.Add(instance);
            else
                _work.Begin([watch], () => Boot(owner, instance, watch));
        }

        if (leaving.Count > 0)
            _work.Begin([.. leaving.Select(instance => WatchOf(owner, instance))], () => RemoveAsync(owner, leaving));
        return owner is { Deleting: true, Instances.Count: 0 } && !Forget(owner) ? Earlier(next, now + s_look) : next;
    }

    /// <summary>One instance whose files cannot be read keeps no other from its turn.</summary>
    private DateTimeOffset LookOrPause(Instance instance, InstanceOwner owner, InstanceWatch watch, DateTimeOffset now)
    {
        try
        {
            return Look(instance, owner, watch, now);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            LogLookFailed(owner.Name, instance.Id, error);
            return now + s_look;
        }
    }

    /// <returns>When to look again; not after now when the main process must be started.</returns>
    private DateTimeOffset Look(Instance instance, InstanceOwner owner, InstanceWatch watch, DateTimeOffset now)
    {
        if (instance.NeverStarts || watch.NothingToRun)
            return instance.EvictedAt ?? DateTimeOffset.MaxValue;

        DateTimeOffset again = Earlier(now + s_look, instance.EvictedAt ?? DateTimeOffset.MaxValue);
        if (watch.Main is not { IsAlive: true })
            watch.Main = MainProcess.Recorded(_files.DirectoryOf(InstanceKey.Of(owner, instance)));
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

    private async Task Boot(InstanceOwner owner, Instance instance, InstanceWatch watch)
    {
        await Task.Yield();
        InstanceKey key = InstanceKey.Of(owner, instance);
        InstanceState outcome = InstanceState.Succeeded;
        try
        {
            if (instance.State == InstanceState.Creating)
                _files.Prepare(owner, instance);
            watch.Main = MainProcess.Recorded(_files.DirectoryOf(key));
            if (watch.Main is null && !instance.NeverStarts)
            {
                LogBoot(owner.Name, instance.Id, instance.Address);
                watch.Main = _launcher.Launch(owner, instance, Ring);
                watch.NothingToRun = watch.Main is null;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or Win32Exception)
        {
            LogBootFailed(owner.Name, instance.Id, error);
            outcome = InstanceState.Failed;
        }

        lock (_state.Gate)
        {
            // A process that dies at once is started again after 0.5 s, 1 s, 2 s, and so on up to the longest pause.
            watch.LaunchedAt = _clock.GetUtcNow();
            double pause = Math.Min(0.5 * Math.Pow(2, Math.Min(watch.ShortLives, 20)), _longestRestartPause.TotalSeconds);
            watch.NotBefore = watch.LaunchedAt + TimeSpan.FromSeconds(pause);
            watch.ShortLives++;
            if (_state.Current(owner) is { } current && current.Find(instance.Id) is { State: InstanceState.Creating } waiting)
                _state.Note(current.With(waiting with { State = outcome }));
        }
    }

    private async Task RemoveAsync(InstanceOwner owner, List<Instance> leaving)
    {
        try
        {
            HashSet<string> directories = [.. leaving.Select(instance => _files.DirectoryOf(InstanceKey.Of(owner, instance)))];
            if (await _trees.EndAsync(directories, _stopping.Token))
            {
                List<Instance> gone = leaving.FindAll(instance => RemoveFiles(owner, instance));
                lock (_state.Gate)
                    Drop(owner, gone);
                return;
            }

            LogRemovalFailed(owner.Name, leaving.Count, error: null);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            LogRemovalFailed(owner.Name, leaving.Count, error);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        lock (_state.Gate)
        {
            foreach (Instance instance in leaving)
                WatchOf(owner, instance).NotBefore = _clock.GetUtcNow() + s_look;
        }
    }

    private void Drop(InstanceOwner owner, List<Instance> gone)
    {
        foreach (Instance instance in gone)
            _watches.Remove(InstanceKey.Of(owner, instance));
        if (_state.Current(owner) is { } current)
            _state.Note(
                current with
                {
                    Instances = [.. current.Instances.Where(instance => !gone.Exists(left => left.Id == instance.Id))],
                }
            );
    }

    private InstanceWatch WatchOf(InstanceOwner owner, Instance instance) => WatchOf(InstanceKey.Of(owner, instance));

    private InstanceWatch WatchOf(InstanceKey key)
    {
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
