using BatchAi.Services;
using BatchAi.State;

namespace BatchAi.Activities;

/// <summary>
/// Takes a removal as far as it goes now; true when it is complete. Every part is "gone already is success", so it may
/// run any number of times.
/// </summary>
public sealed class AdvanceDeletion(ITableStore store, ResourceKinds kinds) : IActivity<DeletionTurn, bool>
{
    public async Task<bool> RunAsync(DeletionTurn turn, CancellationToken cancellation)
    {
        if (
            await store.FindAsync<DeletionIntent>(Tables.Intents, DeletionIntent.Partition, turn.Uid, cancellation)
            is not { Value: var removal } intent)
            return true;

        // Intents of before 2026-11-28 name no resource. Without its intent the resource can be deleted again, which begins anew.
        bool isCleared = removal.Resource is null || await kinds[removal.Resource.Kind].ClearAsync(removal, cancellation);
        return isCleared && await store.TryDeleteAsync(Tables.Intents, DeletionIntent.Partition, intent, cancellation);
    }
}
