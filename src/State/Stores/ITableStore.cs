namespace BatchAi.State;

/// <summary>
/// The state of the whole product, as much of a database as Azure Table storage is: entities by table, partition and
/// row; one partition a transaction; at most 100 entities and 4 MiB a transaction; an ETag on every write but an
/// insert. <c>StoreLimits</c> stands in front of every implementation and refuses the rest.
/// </summary>
public interface ITableStore
{
    /// <summary>Null when it is not there. One read.</summary>
    Task<StoredEntity?> FindAsync(string table, string partition, string row, CancellationToken cancellation);

    /// <summary>
    /// Entities of a partition whose row is ≥ <paramref name="from"/> and &lt; <paramref name="to"/> (ordinal; null =
    /// no bound), in row order, at most <paramref name="take"/>. To go on, call again with <c>from</c> =
    /// <see cref="StoreKeys.JustAfter"/> of the last row. One read for each 1,000 entities.
    /// </summary>
    Task<IReadOnlyList<StoredEntity>> ListAsync(
        string table,
        string partition,
        string? from,
        string? to,
        int take,
        CancellationToken cancellation);

    /// <summary>All or nothing. One write.</summary>
    Task<CommitOutcome> CommitAsync(string table, string partition, IReadOnlyList<EntityWrite> writes, CancellationToken cancellation);
}

/// <summary>One write of a transaction.</summary>
public abstract record EntityWrite(string Row)
{
    /// <summary>Adds an entity; a conflict when the row is there.</summary>
    public sealed record Insert(string Row, int Schema, ReadOnlyMemory<byte> Document) : EntityWrite(Row);

    /// <summary>Replaces the entity that was read with this ETag.</summary>
    public sealed record Replace(string Row, string ETag, int Schema, ReadOnlyMemory<byte> Document) : EntityWrite(Row);

    /// <summary>Removes the entity that was read with this ETag.</summary>
    public sealed record Delete(string Row, string ETag) : EntityWrite(Row);
}

/// <summary>An entity as it was read.</summary>
/// <param name="Schema">Version of the document's shape; readers know the older ones.</param>
/// <param name="Document">UTF-8 JSON, at most 512 KiB.</param>
public sealed record StoredEntity(string Row, string ETag, int Schema, ReadOnlyMemory<byte> Document)
{
    /// <summary>
    /// The row that was last read from the document. A store in memory gives the same entity many times, and rows are
    /// immutable.
    /// </summary>
    internal object? LastRead { get; set; }

    public bool Equals(StoredEntity? other) =>
        other is not null && Row == other.Row && ETag == other.ETag && Schema == other.Schema && Document.Equals(other.Document);

    public override int GetHashCode() => HashCode.Combine(Row, ETag, Schema, Document);
}

/// <summary>What came of a transaction.</summary>
public abstract record CommitOutcome
{
    private CommitOutcome() { }

    /// <summary>All writes are in place. New ETags in the order of the writes; empty text for a delete.</summary>
    public sealed record Committed(IReadOnlyList<string> ETags) : CommitOutcome;

    /// <summary>
    /// Nothing was written: another writer came first at this write (0-based). Of several such writes any one may be
    /// named; after a lost answer the other writer may have been the caller itself.
    /// </summary>
    public sealed record Conflict(int Index, ConflictKind Kind) : CommitOutcome;
}

/// <summary>How a write met another writer.</summary>
public enum ConflictKind
{
    /// <summary>An insert found the row in place.</summary>
    Exists,

    /// <summary>A replace or delete found the row changed.</summary>
    Changed,

    /// <summary>A replace or delete found the row gone.</summary>
    Gone,
}

/// <summary>
/// The store cannot serve now: full disk, read-only disk, failed I/O, locked or damaged file. Transient: the same store
/// serves again once the cause is gone. The message is one plain line for an operator. A commit that ends so is not in
/// place as far as anyone can read, but a crash right after may bring it back: read the facts again before deciding
/// again.
/// </summary>
public sealed class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
