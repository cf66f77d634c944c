using BatchAi.Services;

namespace BatchAi.Simulation;

/// <summary>Tells the world, besides those who hold a call, which nodes have something else to do.</summary>
internal sealed class NodeSignal(TimeProvider clock, Action<int> changed) : IAssignmentSignal
{
    private readonly InProcessSignal _held = new(clock);

    public Task ChangedAsync(string clusterUid, IReadOnlyCollection<int> ordinals, CancellationToken cancellation)
    {
        foreach (int ordinal in ordinals)
            changed(ordinal);
        return _held.ChangedAsync(clusterUid, ordinals, cancellation);
    }

    public void Overtake(string clusterUid, int ordinal) => _held.Overtake(clusterUid, ordinal);

    public IAssignmentWait Arm(string clusterUid, int ordinal) => _held.Arm(clusterUid, ordinal);
}
