using BatchAi.Model;
using BatchAi.State;

namespace BatchAi.Services;

/// <summary>Tells how long-running operations stand, from the resources they are about.</summary>
public sealed class Operations(OperationStore operations, ResourceStore resources, Jobs jobs, Clusters clusters, Experiments experiments, Workspaces workspaces, TimeProvider clock)
{
    /// <summary>Null when the operation is unknown or was purged. Asking also drives on what a dead caller left behind.</summary>
    public async Task<OperationView?> ViewAsync(string location, Guid id, CancellationToken cancellation)
    {
        if (await operations.FindAsync(location, id, cancellation) is not { } row)
            return null;
        if (row.Value.EndedAt is not null && row.Value.Kind is not OperationKind.Create)
            return new OperationView(row.Value, Done: true, Error: null);

        (bool done, CloudErrorBody? error) = row.Value.Kind switch
        {
            OperationKind.Create => await CreateAsync(row.Value, cancellation),
            OperationKind.Delete => (await IsDeletedAsync(row.Value, cancellation), null),
            _ => (await HasStoppedAsync(row.Value, cancellation), null),
        };
        if (!done || row.Value.EndedAt is not null)
            return new OperationView(row.Value, done, error);

        OperationRow ended = row.Value with { EndedAt = clock.GetUtcNow() };
        await operations.TryReplaceAsync(row with { Value = ended }, cancellation);
        return new OperationView(ended, Done: true, error);
    }

    /// <summary>A resource that is gone again had been made.</summary>
    private async Task<(bool Done, CloudErrorBody? Error)> CreateAsync(OperationRow row, CancellationToken cancellation)
    {
        (string? Uid, ProvisioningState State) found;
        try
        {
            found = row.Resource.Kind is ResourceKind.Job
                ? await jobs.GetAsync(row.Resource.ToJob(), cancellation) is var job ? (job.Uid, job.State) : default
                : await clusters.GetAsync(row.Resource.ToCluster(), cancellation) is var cluster ? (cluster.Uid, cluster.State) : default;
        }
        catch (ApiException gone) when (gone.Status == 404)
        {
            return (true, null);
        }

        if (found.Uid != row.Uid)
            return (true, null);
        return found.State is ProvisioningState.Failed
            ? (true, new CloudErrorBody { Code = "ProvisioningFailed", Message = $"The {row.Resource.Kind} {row.Resource.Name} could not be made" })
            : (found.State is not ProvisioningState.Creating, null);
    }

    private async Task<bool> IsDeletedAsync(OperationRow row, CancellationToken cancellation)
    {
        ResourceAddress resource = row.Resource;
        IntentRow intent = new(IntentKind.Delete, resource, row.Uid, row.StartedAt);
        return resource.Kind switch
        {
            ResourceKind.Workspace => await workspaces.ResumeDeleteAsync(intent, cancellation),
            ResourceKind.Experiment => await experiments.ResumeDeleteAsync(intent, cancellation),
            ResourceKind.Cluster => (await resources.FindAsync(resource.ToCluster(), cancellation))?.Value.Uid != row.Uid,
            ResourceKind.Job => (await resources.FindAsync(resource.ToJob(), cancellation))?.Value.Uid != row.Uid,
            _ => throw new InvalidOperationException($"No operation deletes a {resource.Kind}"),
        };
    }

    private async Task<bool> HasStoppedAsync(OperationRow row, CancellationToken cancellation) =>
        await resources.FindAsync(row.Resource.ToJob(), cancellation) is not { Value: var job }
        || job.Uid != row.Uid
        || (await jobs.ExecutionAsync(job, cancellation)).State is ExecutionState.Succeeded or ExecutionState.Failed;
}

/// <summary>How an operation stands.</summary>
/// <param name="Done">False while in progress.</param>
/// <param name="Error">Why it failed; null when it did not.</param>
public sealed record OperationView(OperationRow Row, bool Done, CloudErrorBody? Error);
