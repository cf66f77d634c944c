using BatchAi.State;

namespace BatchAi.AzureAdapters;

/// <summary>Says of a table store that cannot be reached what every other store says: <see cref="StoreUnavailableException"/>.</summary>
public sealed class ReachableTableStore(ITableStore inner) : ITableStore
{
    private const string Service = "Table storage";

    public Task<StoredEntity?> FindAsync(string table, string partition, string row, CancellationToken cancellation) =>
        StorageFailures.ReachAsync(Service, () => inner.FindAsync(table, partition, row, cancellation));

    public Task<IReadOnlyList<StoredEntity>> ListAsync(
        string table,
        string partition,
        string? from,
        string? to,
        int take,
        CancellationToken cancellation
    ) => StorageFailures.ReachAsync(Service, () => inner.ListAsync(table, partition, from, to, take, cancellation));

    public Task<CommitOutcome> CommitAsync(
        string table,
        string partition,
        IReadOnlyList<EntityWrite> writes,
        CancellationToken cancellation
    ) => StorageFailures.ReachAsync(Service, () => inner.CommitAsync(table, partition, writes, cancellation));
}
