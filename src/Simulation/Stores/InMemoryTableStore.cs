using System.Globalization;
using BatchAi.State;

namespace BatchAi.Simulation;

/// <summary>A store that keeps everything in memory and completes every call before it returns.</summary>
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

    public Task<IReadOnlyList<StoredEntity>> ListAsync(
        string table, string partition, string? from, string? to, int take, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_lock)
            return Task.FromResult(_partitions.GetValueOrDefault((table, partition))?.List(from, to, take) ?? []);
    }

    public Task<CommitOutcome> CommitAsync(
        string table, string partition, IReadOnlyList<EntityWrite> writes, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_lock)
            return Task.FromResult(Commit((table, partition), writes));
    }

    /// <summary>Every row of every partition, in order.</summary>
    public IReadOnlyList<(string Table, string Partition, StoredEntity Entity)> All()
    {
        lock (_lock)
        {
            return [.. _partitions
                .OrderBy(partition => partition.Key.Table, StringComparer.Ordinal)
                .ThenBy(partition => partition.Key.Partition, StringComparer.Ordinal)
                .SelectMany(partition => partition.Value.List(null, null, int.MaxValue)
                    .Select(row => (partition.Key.Table, partition.Key.Partition, row)))];
        }
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

/// <summary>The rows of one partition in ordinal order; the caller holds the lock.</summary>
internal sealed class MemoryPartition
{
    private readonly Dictionary<string, StoredEntity> _entities = [];
    private readonly SortedSet<string> _rows = new(StringComparer.Ordinal);

    public bool IsEmpty => _rows.Count == 0;

    public StoredEntity? Find(string row) => _entities.GetValueOrDefault(row);

    public IReadOnlyList<StoredEntity> List(string? from, string? to, int take)
    {
        string lowest = from ?? "";
        string highest = to ?? "\uffff";
        if (string.CompareOrdinal(lowest, highest) >= 0)
            return [];

        return [.. _rows.GetViewBetween(lowest, highest).Where(row => row != to).Take(take).Select(row => _entities[row])];
    }

    /// <summary>Null when the write would go through.</summary>
    public ConflictKind? ConflictOf(EntityWrite write)
    {
        StoredEntity? there = Find(write.Row);
        return write switch
        {
            EntityWrite.Insert => there is null ? null : ConflictKind.Exists,
            _ when there is null => ConflictKind.Gone,
            EntityWrite.Replace replace when replace.ETag != there.ETag => ConflictKind.Changed,
            EntityWrite.Delete delete when delete.ETag != there.ETag => ConflictKind.Changed,
            _ => null,
        };
    }

    /// <summary>The row's new ETag; empty for a delete.</summary>
    public string Apply(EntityWrite write, Func<string> nextETag)
    {
        switch (write)
        {
            case EntityWrite.Insert insert:
                return Put(insert.Row, nextETag(), insert.Schema, insert.Document);
            case EntityWrite.Replace replace:
                return Put(replace.Row, nextETag(), replace.Schema, replace.Document);
            default:
                _entities.Remove(write.Row);
                _rows.Remove(write.Row);
                return "";
        }
    }

    private string Put(string row, string eTag, int schema, ReadOnlyMemory<byte> document)
    {
        // A copy: the caller may use its buffer again.
        _entities[row] = new StoredEntity(row, eTag, schema, document.ToArray());
        _rows.Add(row);
        return eTag;
    }
}
