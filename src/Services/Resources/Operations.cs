using BatchAi.Model;
using BatchAi.State;

namespace BatchAi.Services;

/// <summary>Tells how long-running operations stand, from the resources they are about.</summary>
public sealed class Operations(OperationStore operations, ResourceKinds kinds, TimeProvider clock)
{
    /// <summary>Null when the operation is unknown or was purged. Asking also drives on what a dead caller left behind.</summary>
    public async Task<OperationView?> ViewAsync(string location, Guid id, CancellationToken cancellation)
    {
        if (await operations.FindAsync(location, id, cancellation) is not { } row)
            return null;
        if (row.Value.EndedAt is not null && row.Value.Kind is not OperationKind.Create)
            return new OperationView(row.Value, Done: true, Error: null);

        OperationRow asked = row.Value;
        IResourceKind kind = kinds[asked.Resource.Kind];
        (bool done, CloudErrorBody? error) = asked.Kind switch
        {
            OperationKind.Create => Created(asked, await kind.ObserveAsync(asked.Resource, cancellation)),
            OperationKind.Delete => (
                await kind.IsDeletedAsync(new IntentRow(IntentKind.Delete, asked.Resource, asked.Uid, asked.StartedAt), cancellation),
                null),
            _ => (await kind.HasStoppedAsync(asked.Resource, asked.Uid, cancellation), null),
        };
        if (!done || row.Value.EndedAt is not null)
            return new OperationView(row.Value, done, error);

        OperationRow ended = row.Value with { EndedAt = clock.GetUtcNow() };
        await operations.TryReplaceAsync(row with { Value = ended }, cancellation);
        return new OperationView(ended, Done: true, error);
    }

    /// <summary>A resource that is gone again had been made.</summary>
    private static (bool Done, CloudErrorBody? Error) Created(OperationRow asked, ResourceRow? found) =>
        found switch
        {
            { State: ProvisioningState.Failed } when found.Uid == asked.Uid => (
                true,
                new CloudErrorBody
                {
                    Code = "ProvisioningFailed",
                    Message = $"The {asked.Resource.Kind.Noun} {asked.Resource.Name} could not be made",
                }
            ),
            { State: ProvisioningState.Creating } when found.Uid == asked.Uid => (false, null),
            _ => (true, null),
        };
}

/// <summary>How an operation stands.</summary>
/// <param name="Done">False while in progress.</param>
/// <param name="Error">Why it failed; null when it did not.</param>
public sealed record OperationView(OperationRow Row, bool Done, CloudErrorBody? Error);
