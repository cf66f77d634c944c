using BatchAi.Activities;

namespace BatchAi.Chaos.Tests;

/// <summary>The facts of a world, which remember every partition they ever had, so that nothing can be left where nobody looks.</summary>
internal sealed class IndexedStore : ITableStore
{
    private readonly InMemoryTableStore _store = new();
    private readonly HashSet<(string Table, string Partition)> _partitions = [];

    public Task<StoredEntity?> FindAsync(string table, string partition, string row, CancellationToken cancellation) => _store.FindAsync(table, partition, row, cancellation);

    public Task<IReadOnlyList<StoredEntity>> ListAsync(string table, string partition, string? from, string? to, int take, CancellationToken cancellation) =>
        _store.ListAsync(table, partition, from, to, take, cancellation);

    public Task<CommitOutcome> CommitAsync(string table, string partition, IReadOnlyList<EntityWrite> writes, CancellationToken cancellation)
    {
        _partitions.Add((table, partition));
        return _store.CommitAsync(table, partition, writes, cancellation);
    }

    public async Task<IReadOnlyList<KeptRow>> AllAsync()
    {
        List<KeptRow> rows = [];
        foreach ((string table, string partition) in _partitions)
        {
            rows.AddRange((await _store.ListAsync(table, partition, null, null, int.MaxValue, default))
                .Select(row => new KeptRow(table, partition, row.Row, System.Text.Encoding.UTF8.GetString(row.Document.Span))));
        }

        return rows;
    }
}
