using BatchAi.State;

namespace BatchAi.Testing;

/// <summary>Tells of every commit, and serves nobody who has hung up, as a store over a network would.</summary>
public sealed class ListeningStore(ITableStore inner) : StoreDecorator(inner)
{
    public Action? Committed { get; set; }

    public override Task<StoredEntity?> FindAsync(string table, string partition, string row, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return base.FindAsync(table, partition, row, cancellation);
    }

    public override Task<IReadOnlyList<StoredEntity>> ListAsync(
        string table,
        string partition,
        string? from,
        string? to,
        int take,
        CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return base.ListAsync(table, partition, from, to, take, cancellation);
    }

    public override async Task<CommitOutcome> CommitAsync(
        string table,
        string partition,
        IReadOnlyList<EntityWrite> writes,
        CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        CommitOutcome outcome = await base.CommitAsync(table, partition, writes, cancellation);
        Committed?.Invoke();
        return outcome;
    }
}
