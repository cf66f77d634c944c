using System.Globalization;

namespace BatchAi.Activities;

/// <summary>A store for tests: keeps everything in memory, completes every call before it returns.</summary>
public sealed class InMemoryTableStore : ITableStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Table, string Partition), MemoryPartition> _partitions = [];
    private long _lastETag;

    public Task<StoredEntity?> FindAsync(string table, string partition, string row, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_lock)
            return Task.FromResult(_partitions.GetValueOrDefault((table, partition))?.Find(row));
    }

    public Task<IReadOnlyList<StoredEntity>> ListAsync(string table, string partition, string? from, string? to, int take, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_lock)
            return Task.FromResult(_partitions.GetValueOrDefault((table, partition))?.List(from, to, take) ?? []);
    }

    public Task<CommitOutcome> CommitAsync(string table, string partition, IReadOnlyList<EntityWrite> writes, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_lock)
            return Task.FromResult(Commit((table, partition), writes));
    }

    private CommitOutcome Commit((string Table, string Partition) place, IReadOnlyList<EntityWrite> writes)
    {
        MemoryPartition rows = _partitions.GetValueOrDefault(place) ?? new MemoryPartition();
        for (int index = 0; index < writes.Count; index++)
        {
            if (rows.ConflictOf(writes[index]) is { } kind)
                return new CommitOutcome.Conflict(index, kind);
        }

        string[] eTags = [.. writes.Select(write => rows.Apply(write, NextETag))];

        if (rows.IsEmpty)
            _partitions.Remove(place);
        else
            _partitions[place] = rows;
        return new CommitOutcome.Committed(eTags);
    }

    private string NextETag() => (++_lastETag).ToString("x", CultureInfo.InvariantCulture);
}
