namespace BatchAi.Services;

/// <summary>Assignment changes within one process: enough where agents and activities meet in the same host.</summary>
public sealed class InProcessSignal(TimeProvider clock) : IAssignmentSignal
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Cluster, int Ordinal), HashSet<Wait>> _armed = [];

    public Task ChangedAsync(string clusterUid, IReadOnlyCollection<int> ordinals, CancellationToken cancellation)
    {
        foreach (int ordinal in ordinals)
            Overtake(clusterUid, ordinal);
        return Task.CompletedTask;
    }

    public void Overtake(string clusterUid, int ordinal)
    {
        lock (_gate)
        {
            foreach (Wait wait in _armed.GetValueOrDefault((clusterUid, ordinal)) ?? [])
                wait.Set();
        }
    }

    public IAssignmentWait Arm(string clusterUid, int ordinal)
    {
        Wait wait = new(this, (clusterUid, ordinal), clock);
        lock (_gate)
        {
            if (!_armed.TryGetValue((clusterUid, ordinal), out HashSet<Wait>? waits))
                _armed[(clusterUid, ordinal)] = waits = [];
            waits.Add(wait);
        }

        return wait;
    }

    private void Disarm((string Cluster, int Ordinal) key, Wait wait)
    {
        lock (_gate)
        {
            if (_armed.TryGetValue(key, out HashSet<Wait>? waits) && waits.Remove(wait) && waits.Count == 0)
                _armed.Remove(key);
        }
    }

    private sealed class Wait(InProcessSignal signal, (string Cluster, int Ordinal) key, TimeProvider clock) : IAssignmentWait
    {
        private readonly TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Set() => _changed.TrySetResult();

        public async Task<bool> WaitAsync(TimeSpan atMost, CancellationToken cancellation)
        {
            try
            {
                await _changed.Task.WaitAsync(atMost, clock, cancellation);
                return true;
            }
            catch (TimeoutException)
            {
                return false;
            }
        }

        public void Dispose() => signal.Disarm(key, this);
    }
}
