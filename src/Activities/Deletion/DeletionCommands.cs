using BatchAi.Model;

namespace BatchAi.Activities;

/// <summary>Starts the removal of a resource whose row was set to <see cref="ProvisioningState.Deleting"/> before. The removal itself is an orchestration; it deletes the resource row last.</summary>
public sealed class DeletionCommands
{
    /// <summary>Stops the job, waits until its nodes are clean, removes facts, secrets and the row. Output stays.</summary>
    public Task BeginAsync(JobRow job, CancellationToken cancellation) => throw new NotSupportedException();

    /// <summary>Stops the cluster's jobs, removes its scale set, verifies that it is gone, removes facts, secrets and the row.</summary>
    public Task BeginAsync(ClusterRow cluster, CancellationToken cancellation) => throw new NotSupportedException();
}
