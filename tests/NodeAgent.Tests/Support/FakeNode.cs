using BatchAi.Model;

namespace BatchAi.NodeAgent.Tests;

/// <summary>What the fake API knows of one instance, and what it wants of it.</summary>
internal sealed class FakeNode(string instanceId)
{
    private readonly Lock _gate = new();
    private NodeAssignment? _assignment;
    private int _version;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string NodeId { get; } = $"tvm-1_{instanceId}-20261123t131500z-d";

    /// <summary>Every call is answered with 410.</summary>
    public bool IsGone { get; set; }

    public NodeSetup? Setup { get; set; }

    public IReadOnlyDictionary<string, string> SetupSecrets { get; set; } = new Dictionary<string, string>();

    public IReadOnlyList<RegisterRequest> Registrations { get; private set; } = [];

    public IReadOnlyList<SyncRequest> Syncs { get; private set; } = [];

    public Dictionary<(string JobUid, long Fence), JobLaunch> Launches { get; } = new();

    public int Epoch => Registrations.Select(registration => registration.BootId).Distinct().Count();

    public string Token => $"token-{instanceId}-{Registrations.Count}";

    public SyncRequest? Last
    {
        get
        {
            lock (_gate)
                return Syncs is [.., var last] ? last : null;
        }
    }

    public void Assign(NodeAssignment? assignment)
    {
        lock (_gate)
        {
            _assignment = assignment;
            _version++;
            _changed.TrySetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public void Registered(RegisterRequest request)
    {
        lock (_gate)
            Registrations = [.. Registrations, request];
    }

    public async Task<SyncResponse> SyncedAsync(SyncRequest request, CancellationToken cancellation)
    {
        Task changed;
        lock (_gate)
        {
            Syncs = [.. Syncs, request];
            changed = _changed.Task;
            if (request.KnownVersion != $"{_version}")
                return Answer();
        }
        await Task.WhenAny(changed, Task.Delay(TimeSpan.FromSeconds(2), cancellation));
        lock (_gate)
            return Answer();
    }

    private SyncResponse Answer() => new() { Version = $"{_version}", Assignment = _assignment };
}
