using BatchAi.Simulation;
using BatchAi.State;

namespace BatchAi.Chaos.Tests;

/// <summary>The facts of a world, which remember every partition they ever had, so that nothing can be left where nobody looks.</summary>
internal sealed class IndexedStore : ITableStore
{
    private readonly InMemoryTableStore _store = new();
    private readonly HashSet<(string Table, string Partition)> _partitions = [];
    private readonly List<(string Cluster, long Fence)> _decisions = [];

    /// <summary>Nothing can be written at present, as on a full or read-only disk.</summary>
    public bool Full { get; set; }

    /// <summary>How many writes were refused for that.</summary>
    public int Refused { get; private set; }

    /// <summary>Every commit that changed a cluster's jobs or sent an order to its fleet.</summary>
    public IReadOnlyList<(string Cluster, long Fence)> Decisions => _decisions;

    public Task<StoredEntity?> FindAsync(string table, string partition, string row, CancellationToken cancellation) => _store.FindAsync(table, partition, row, cancellation);

    public Task<IReadOnlyList<StoredEntity>> ListAsync(string table, string partition, string? from, string? to, int take, CancellationToken cancellation) =>
        _store.ListAsync(table, partition, from, to, take, cancellation);

    public async Task<CommitOutcome> CommitAsync(string table, string partition, IReadOnlyList<EntityWrite> writes, CancellationToken cancellation)
    {
        if (Full)
        {
            Refused++;
            throw new StoreUnavailableException("The facts cannot be written: the disk is full.");
        }

        lock (_partitions)
            _partitions.Add((table, partition));
        CommitOutcome outcome = await _store.CommitAsync(table, partition, writes, cancellation);
        if (outcome is CommitOutcome.Committed && writes.OfType<EntityWrite.Replace>().FirstOrDefault(write => write.Row == FactKeys.Control) is { } control)
            Note(partition, RowJson.Read<ClusterControl>(control.Document.Span), writes);
        return outcome;
    }

    private void Note(string cluster, ClusterControl control, IReadOnlyList<EntityWrite> writes)
    {
        bool ordered = control.InFlight is { OperationUrl: null } work && work.Fence == control.Fence;
        if (ordered || writes.Any(write => write.Row.StartsWith(FactKeys.RunPrefix, StringComparison.Ordinal)))
        {
            lock (_decisions)
                _decisions.Add((cluster, control.Fence));
        }
    }

    public async Task<IReadOnlyList<KeptRow>> AllAsync()
    {
        List<KeptRow> rows = [];
        foreach ((string table, string partition) in Partitions())
        {
            rows.AddRange((await _store.ListAsync(table, partition, null, null, int.MaxValue, default))
                .Select(row => new KeptRow(table, partition, row.Row, System.Text.Encoding.UTF8.GetString(row.Document.Span))));
        }

        return rows;
    }

    private (string Table, string Partition)[] Partitions()
    {
        lock (_partitions)
            return [.. _partitions];
    }
}
