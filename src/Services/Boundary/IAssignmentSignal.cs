namespace BatchAi.Services;

/// <summary>Tells held syncs that what a node should be running has changed. A lost signal costs one hold.</summary>
public interface IAssignmentSignal
{
    Task ChangedAsync(string clusterUid, IReadOnlyCollection<int> ordinals, CancellationToken cancellation);

    /// <summary>Ends the waits of a node whose call in this process was overtaken by a newer one. Nothing is written.</summary>
    void Overtake(string clusterUid, int ordinal);

    /// <summary>Arms a wait; dispose it when done. Arm before reading, so that no change falls between.</summary>
    IAssignmentWait Arm(string clusterUid, int ordinal);
}

/// <summary>One armed wait for a change of a node's assignment.</summary>
public interface IAssignmentWait : IDisposable
{
    /// <summary>True on a change since it was armed, false when the time was over first.</summary>
    Task<bool> WaitAsync(TimeSpan atMost, CancellationToken cancellation);
}
