namespace BatchAi.Activities;

/// <summary>Tells held syncs that what a node should be running has changed. A lost signal costs one hold.</summary>
public interface IAssignmentSignal
{
    Task ChangedAsync(string clusterUid, IReadOnlyCollection<int> ordinals, CancellationToken cancellation);

    /// <summary>Arms a wait; dispose it when done. Arm before reading, so that no change falls between.</summary>
    IAssignmentWait Arm(string clusterUid, int ordinal);
}
