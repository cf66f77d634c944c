namespace BatchAi.State;

/// <summary>Hands every call on to another store. A decorator overrides the calls at which it does something.</summary>
public abstract class StoreDecorator(ITableStore inner) : ITableStore
{
    public virtual Task<StoredEntity?> FindAsync(string table, string partition, string row, CancellationToken cancellation) =>
        inner.FindAsync(table, partition, row, cancellation);

    public virtual Task<IReadOnlyList<StoredEntity>> ListAsync(
        string table,
        string partition,
        string? from,
        string? to,
        int take,
        CancellationToken cancellation) => inner.ListAsync(table, partition, from, to, take, cancellation);

    public virtual Task<CommitOutcome> CommitAsync(
        string table,
        string partition,
        IReadOnlyList<EntityWrite> writes,
        CancellationToken cancellation) => inner.CommitAsync(table, partition, writes, cancellation);
}
