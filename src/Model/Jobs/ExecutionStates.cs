namespace BatchAi.Model;

/// <summary>The legal moves of a job's execution (runtime contract, section 12). Succeeded and failed are final.</summary>
public static class ExecutionStates
{
    /// <summary>
    /// Staying is no move. A job goes back to the queue when its nodes are lost or wanted back; one that has ended on
    /// its nodes outranks a terminate.
    /// </summary>
    public static bool MayBecome(this ExecutionState from, ExecutionState to) =>
        (from, to) switch
        {
            (ExecutionState.Queued, ExecutionState.Running or ExecutionState.Terminating or ExecutionState.Failed) => true,
            (
                ExecutionState.Running,
                ExecutionState.Queued
                    or ExecutionState.Terminating
                    or ExecutionState.Succeeded
                    or ExecutionState.Failed) => true,
            (ExecutionState.Terminating, ExecutionState.Succeeded or ExecutionState.Failed) => true,
            _ => false,
        };
}
