namespace BatchAi.Activities;

/// <summary>What the API may do to a job's facts. Each is idempotent, and rings the cluster after the fact is written.</summary>
public sealed class JobCommands
{
    /// <summary>Puts a job into its cluster's queue; there already, waiting or running, is success.</summary>
    public Task EnqueueAsync(NewJob job, CancellationToken cancellation) => throw new NotSupportedException();

    /// <summary>Null when the job has no facts row: it has ended (the resource row says how) or was never queued.</summary>
    public Task<JobExecution?> ViewAsync(JobRow job, CancellationToken cancellation) => throw new NotSupportedException();

    /// <summary>Asks a job to stop; false when it has no facts row or has its result already.</summary>
    public Task<bool> RequestStopAsync(JobRow job, StopReason reason, CancellationToken cancellation) => throw new NotSupportedException();

    /// <summary>Why a job waits, in one code and one line; null when it does not wait.</summary>
    public Task<(string Code, string Message)?> ExplainAsync(JobRow job, CancellationToken cancellation) => throw new NotSupportedException();

    /// <summary>Node ids and addresses the job holds, in rank order; empty when it holds none.</summary>
    public Task<IReadOnlyList<NodeView>> NodesAsync(JobRow job, CancellationToken cancellation) => throw new NotSupportedException();
}
