namespace BatchAi.Activities;

/// <summary>
/// The state of the whole product, as much of a database as Azure Table storage is: entities by table, partition and row; one partition a transaction;
/// at most 100 entities and 4 MiB a transaction; an ETag on every write but an insert. <c>StoreLimits</c> stands in front of every implementation and refuses the rest.
/// </summary>
public interface ITableStore
{
    /// <summary>Null when it is not there. One read.</summary>
    Task<StoredEntity?> FindAsync(string table, string partition, string row, CancellationToken cancellation);

    /// <summary>
    /// Entities of a partition whose row is ≥ <paramref name="from"/> and &lt; <paramref name="to"/> (ordinal; null = no bound), in row order, at most <paramref name="take"/>.
    /// To go on, call again with <c>from</c> = <see cref="StoreKeys.JustAfter"/> of the last row. One read for each 1,000 entities.
    /// </summary>
    Task<IReadOnlyList<StoredEntity>> ListAsync(string table, string partition, string? from, string? to, int take, CancellationToken cancellation);

    /// <summary>All or nothing. One write.</summary>
    Task<CommitOutcome> CommitAsync(string table, string partition, IReadOnlyList<EntityWrite> writes, CancellationToken cancellation);
}
