using BatchAi.Simulation;
using BatchAi.State;

namespace BatchAi.Chaos.Tests;

/// <summary>The facts of a world: their disk may be full, and every decision is noted.</summary>
internal sealed class WatchedStore(InMemoryTableStore facts) : StoreDecorator(facts)
{
    private readonly List<(string Cluster, long Fence)> _decisions = [];

    /// <summary>Nothing can be written at present, as on a full or read-only disk.</summary>
    public bool Full { get; set; }

    /// <summary>How many writes were refused for that.</summary>
    public int Refused { get; private set; }

    /// <summary>Every commit that changed a cluster's jobs or sent an order to its fleet.</summary>
    public IReadOnlyList<(string Cluster, long Fence)> Decisions => _decisions;

    public override async Task<CommitOutcome> CommitAsync(
        string table,
        string partition,
        IReadOnlyList<EntityWrite> writes,
        CancellationToken cancellation)
    {
        if (Full)
        {
            Refused++;
            throw new StoreUnavailableException("The facts cannot be written: the disk is full.");
        }

        CommitOutcome outcome = await base.CommitAsync(table, partition, writes, cancellation);
        if (
            outcome is CommitOutcome.Committed
            && writes.OfType<EntityWrite.Replace>().FirstOrDefault(write => write.Row == FactKeys.Control) is { } control)
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

    /// <summary>Every row there is.</summary>
    public IReadOnlyList<KeptRow> All() =>
        [
            .. facts
                .All()
                .Select(kept => new KeptRow(
                    kept.Table,
                    kept.Partition,
                    kept.Entity.Row,
                    System.Text.Encoding.UTF8.GetString(kept.Entity.Document.Span))),
        ];
}
