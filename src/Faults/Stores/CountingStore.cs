using BatchAi.State;

namespace BatchAi.Faults;

/// <summary>Counts what goes through to another store; safe under parallel calls.</summary>
public sealed class CountingStore(ITableStore inner) : StoreDecorator(inner)
{
    /// <summary>What Table storage returns at most for one request.</summary>
    private const int PageSize = 1_000;

    private long _reads;
    private long _commits;
    private long _conflicts;
    private long _entitiesWritten;

    /// <summary>The counts so far; subtract two readings to measure what lay between.</summary>
    public StoreCounts Counts =>
        new(
            Interlocked.Read(ref _reads),
            Interlocked.Read(ref _commits),
            Interlocked.Read(ref _conflicts),
            Interlocked.Read(ref _entitiesWritten));

    public override Task<StoredEntity?> FindAsync(string table, string partition, string row, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _reads);
        return base.FindAsync(table, partition, row, cancellation);
    }

    public override async Task<IReadOnlyList<StoredEntity>> ListAsync(
        string table,
        string partition,
        string? from,
        string? to,
        int take,
        CancellationToken cancellation)
    {
        IReadOnlyList<StoredEntity> found = await base.ListAsync(table, partition, from, to, take, cancellation);
        Interlocked.Add(ref _reads, Math.Max(1, (found.Count + PageSize - 1) / PageSize));
        return found;
    }

    public override async Task<CommitOutcome> CommitAsync(
        string table,
        string partition,
        IReadOnlyList<EntityWrite> writes,
        CancellationToken cancellation)
    {
        Interlocked.Increment(ref _commits);
        CommitOutcome outcome = await base.CommitAsync(table, partition, writes, cancellation);
        if (outcome is CommitOutcome.Committed)
            Interlocked.Add(ref _entitiesWritten, writes.Count);
        else
            Interlocked.Increment(ref _conflicts);

        return outcome;
    }
}

/// <summary>What went through a store so far, as Azure would bill it.</summary>
/// <param name="Reads">Finds, and one for each started 1,000 entities of a list.</param>
/// <param name="Commits">Transactions asked for, also those that ended in a conflict.</param>
/// <param name="Conflicts">Transactions another writer beat.</param>
/// <param name="EntitiesWritten">Writes of the transactions that took place.</param>
public sealed record StoreCounts(long Reads, long Commits, long Conflicts, long EntitiesWritten)
{
    /// <summary>What came between two readings.</summary>
    public static StoreCounts operator -(StoreCounts later, StoreCounts earlier) => later.Subtract(earlier);

    public StoreCounts Subtract(StoreCounts earlier) =>
        new(Reads - earlier.Reads, Commits - earlier.Commits, Conflicts - earlier.Conflicts, EntitiesWritten - earlier.EntitiesWritten);
}
