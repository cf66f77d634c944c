using BatchAi.State;
using Microsoft.Data.Sqlite;

namespace BatchAi.Embedded;

/// <summary>
/// The store of one machine: one SQLite file with a write-ahead log. A commit has reached the disk when its task
/// completes, also over kill -9 and power loss. Transactions that arrive while the disk is busy share its next flush
/// and stay independent: a conflict in one does not touch the others. Reads complete before they return. One process at
/// a time: the data directory's lock sees to that.
/// </summary>
/// <remarks>A commit that was accepted is carried out, whatever becomes of the caller's cancellation token.</remarks>
public sealed class SqliteTableStore : ITableStore, IDisposable
{
    private readonly CommitQueue _queue;
    private readonly SqliteReaders _readers;

    /// <summary>Opens the file, making it when it is not there.</summary>
    /// <param name="path">The database; "-wal" and "-shm" files lie beside it.</param>
    /// <param name="maxBytes">Upper bound of the database file, null for none: beyond it commits end as on a full disk.</param>
    /// <exception cref="StoreUnavailableException">It cannot be opened, or a newer version of the product wrote it.</exception>
    public SqliteTableStore(string path, long? maxBytes = null)
    {
        SqliteFile file = new(path, maxBytes);
        long opening = file.Guard("opened", () =>
        {
            using SqliteConnection connection = file.Open();
            return SqliteSchema.Prepare(connection, file.Name);
        });
        _readers = new SqliteReaders(file);
        _queue = new CommitQueue(file, new SqliteETags(opening));
    }

    public Task<StoredEntity?> FindAsync(string table, string partition, string row, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult(_readers.Read(reader => reader.Find(table, partition, row)));
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
        return Task.FromResult(_readers.Read(reader => reader.List(table, partition, from, to, take)));
    }

    public Task<CommitOutcome> CommitAsync(
        string table,
        string partition,
        IReadOnlyList<EntityWrite> writes,
        CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return _queue.CommitAsync(new PendingCommit(table, partition, writes));
    }

    /// <summary>Carries out what was accepted, then closes the file.</summary>
    public void Dispose()
    {
        _queue.Dispose();
        _readers.Dispose();
    }
}
