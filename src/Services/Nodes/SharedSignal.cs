using BatchAi.State;

namespace BatchAi.Services;

/// <summary>
/// Assignment changes between processes, for a host of many: every change moves one row of its cluster, and all held
/// syncs of a process watch that row together, one read a second. What changes in the same process is known there at
/// once.
/// </summary>
public sealed class SharedSignal(ITableStore store, TimeProvider clock) : IAssignmentSignal
{
    private static readonly TimeSpan s_between = TimeSpan.FromSeconds(1);

    private readonly InProcessSignal _here = new(clock);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Watch> _watches = [];

    public async Task ChangedAsync(string clusterUid, IReadOnlyCollection<int> ordinals, CancellationToken cancellation)
    {
        // Losing to another writer is as good: the row has moved.
        SignalRow now = new(clock.GetUtcNow());
        if (await store.FindAsync<SignalRow>(Tables.Assignments, clusterUid, FactKeys.Signal, cancellation) is { } row)
            await store.TryReplaceAsync(Tables.Assignments, clusterUid, row with { Value = now }, cancellation);
        else
            await store.TryInsertAsync(Tables.Assignments, clusterUid, FactKeys.Signal, now, cancellation);
        await _here.ChangedAsync(clusterUid, ordinals, cancellation);
    }

    public void Overtake(string clusterUid, int ordinal) => _here.Overtake(clusterUid, ordinal);

    public IAssignmentWait Arm(string clusterUid, int ordinal)
    {
        lock (_gate)
        {
            if (!_watches.TryGetValue(clusterUid, out Watch? watch))
                _watches[clusterUid] = watch = new Watch();
            watch.Waiting++;
        }

        return new Wait(this, clusterUid, _here.Arm(clusterUid, ordinal), clock);
    }

    /// <summary>What the row was at most a second ago; all that ask within it share one read.</summary>
    private Task<string?> VersionAsync(string clusterUid)
    {
        lock (_gate)
        {
            Watch watch = _watches[clusterUid];
            if (watch.Version is null || watch.ReadAt + s_between <= clock.GetUtcNow())
                (watch.ReadAt, watch.Version) = (clock.GetUtcNow(), ReadAsync(clusterUid));
            return watch.Version;
        }
    }

    private async Task<string?> ReadAsync(string clusterUid) =>
        (await store.FindAsync(Tables.Assignments, clusterUid, FactKeys.Signal, CancellationToken.None))?.ETag;

    private void Disarm(string clusterUid)
    {
        lock (_gate)
        {
            if (--_watches[clusterUid].Waiting == 0)
                _watches.Remove(clusterUid);
        }
    }

    private sealed class Watch
    {
        public int Waiting { get; set; }

        public DateTimeOffset ReadAt { get; set; }

        public Task<string?>? Version { get; set; }
    }

    private sealed class Wait : IAssignmentWait
    {
        private readonly SharedSignal _signal;
        private readonly string _clusterUid;
        private readonly IAssignmentWait _here;
        private readonly TimeProvider _clock;
        private readonly Task<string?> _armedAt;

        public Wait(SharedSignal signal, string clusterUid, IAssignmentWait here, TimeProvider clock)
        {
            (_signal, _clusterUid, _here, _clock) = (signal, clusterUid, here, clock);
            _armedAt = signal.VersionAsync(clusterUid);
        }

        public async Task<bool> WaitAsync(TimeSpan atMost, CancellationToken cancellation)
        {
            string? before = await _armedAt;
            long began = _clock.GetTimestamp();
            while (_clock.GetElapsedTime(began) < atMost)
            {
                if (await _here.WaitAsync(s_between, cancellation) || await _signal.VersionAsync(_clusterUid) != before)
                    return true;
            }

            return false;
        }

        public void Dispose()
        {
            _here.Dispose();
            _signal.Disarm(_clusterUid);
        }
    }
}
