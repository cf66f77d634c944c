using BatchAi.Services;
using BatchAi.State;

namespace BatchAi.Activities;

/// <summary>
/// Takes a removal as far as it goes now; true when it is complete. Every part is "gone already is success", so it may
/// run any number of times.
/// </summary>
public sealed class AdvanceDeletion(ITableStore store, ResourceKinds kinds) : IActivity<DeletionTurn, bool>
{
    public async Task<bool> RunAsync(DeletionTurn turn, CancellationToken cancellation) =>
        await store.FindAsync<DeletionIntent>(Tables.Intents, DeletionIntent.Partition, turn.Uid, cancellation)
            is not { Value: var removal } intent
        || (
            await kinds[removal.Resource.Kind].ClearAsync(removal, cancellation)
            && await store.TryDeleteAsync(Tables.Intents, DeletionIntent.Partition, intent, cancellation));
}
