namespace BatchAi.Activities;

/// <summary>One armed wait for a change of a node's assignment.</summary>
public interface IAssignmentWait : IDisposable
{
    /// <summary>True on a change since it was armed, false when the time was over first.</summary>
    Task<bool> WaitAsync(TimeSpan atMost, CancellationToken cancellation);
}
