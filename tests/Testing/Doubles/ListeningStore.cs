using BatchAi.State;

namespace BatchAi.Testing;

/// <summary>Tells of every commit, and serves nobody who has hung up, as a store over a network would.</summary>
public sealed class ListeningStore(ITableStore inner) : ITableStore
{
    public Action? Committed { get; set; }

    public Task<StoredEntity?> FindAsync(string table, string partition, string row, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return inner.FindAsync(table, partition, row, cancellation);
    }

    public Task<IReadOnlyList<StoredEntity>> ListAsync(
        string table,
        string partition,
        string? from,
        string? to,
        int take,
        CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return inner.ListAsync(table, partition, from, to, take, cancellation);
    }

    public async Task<CommitOutcome> CommitAsync(
        string table,
        string partition,
        IReadOnlyList<EntityWrite> writes,
        CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        CommitOutcome outcome = await inner.CommitAsync(table, partition, writes, cancellation);
        Committed?.Invoke();
        return outcome;
    }
}
