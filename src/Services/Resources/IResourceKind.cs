using BatchAi.State;

namespace BatchAi.Services;

/// <summary>
/// What the parts that work on resources of every kind ask of one kind: the runner of intents, long-running operations,
/// and the orchestration of removals. Each kind is one service of this folder; <see cref="ResourceKinds"/> is the table
/// of them.
/// </summary>
public interface IResourceKind
{
    ResourceKind Kind { get; }

    /// <summary>
    /// The resource as it stands; null when it is not there. Looking also finishes a creation whose caller has had its
    /// time.
    /// </summary>
    Task<ResourceRow?> ObserveAsync(ResourceAddress resource, CancellationToken cancellation);

    /// <summary>Carries a creation forward, or takes it back, whose caller died; true when nothing is left to do.</summary>
    /// <exception cref="Model.ApiException">409: what it was put into is being deleted, and it was taken back.</exception>
    Task<bool> ResumeCreateAsync(IntentRow intent, CancellationToken cancellation);

    /// <summary>Goes on with a deletion whose resource is marked; true when nothing is left to do for this intent.</summary>
    /// <exception cref="Model.ApiException">409: something was put into it just before it was marked; it is whole again.</exception>
    Task<bool> ResumeDeleteAsync(IntentRow intent, CancellationToken cancellation);

    /// <summary>Whether the resource that an operation deletes is gone. Asking may drive the deletion on.</summary>
    Task<bool> IsDeletedAsync(IntentRow intent, CancellationToken cancellation);

    /// <summary>Whether a resource that was asked to stop has done so.</summary>
    Task<bool> HasStoppedAsync(ResourceAddress resource, string uid, CancellationToken cancellation);

    /// <summary>Takes a removal as far as it goes now; true when nothing of the resource is left. It may run any number of times.</summary>
    Task<bool> ClearAsync(DeletionIntent removal, CancellationToken cancellation);
}

/// <summary>The table of resource kinds.</summary>
public sealed class ResourceKinds(IEnumerable<IResourceKind> kinds)
{
    private readonly Dictionary<ResourceKind, IResourceKind> _kinds = kinds.ToDictionary(kind => kind.Kind);

    public IResourceKind this[ResourceKind kind] =>
        _kinds.GetValueOrDefault(kind) ?? throw new InvalidOperationException($"There is no service for a {kind.Noun}.");
}
