using BatchAi.State;

namespace BatchAi.Services;

/// <summary>
/// Starts the removal of a resource whose row was set to <see cref="Model.ProvisioningState.Deleting"/> before. The
/// removal itself is an orchestration, which asks the kind (<see cref="IResourceKind.ClearAsync"/>) until nothing is
/// left; the resource row goes last.
/// </summary>
public sealed class Removals(ITableStore store, IOrchestrationClient orchestrations)
{
    /// <summary>Begun before is success. Two writes.</summary>
    public async Task BeginAsync(ResourceRow row, CancellationToken cancellation)
    {
        DeletionIntent intent = new(row.Uid, row.Address, Revival: 0);
        await store.TryInsertAsync(Tables.Intents, DeletionIntent.Partition, intent.Uid, intent, cancellation);
        await StartAsync(intent, cancellation);
    }

    /// <summary>Starts the orchestration of a removal; there already is success.</summary>
    public Task StartAsync(DeletionIntent intent, CancellationToken cancellation) => orchestrations.StartAsync(
        OrchestrationNames.Deletion,
        OrchestrationNames.DeletionInstance(intent.Uid, intent.Revival),
        new DeletionTurn(intent.Uid, intent.Revival),
        cancellation);
}

/// <summary>Input of one turn of a deletion's orchestration.</summary>
/// <param name="Tries">How often it looked already; sets the wait before the next look.</param>
public sealed record DeletionTurn(string Uid, int Revival, int Tries = 0);
