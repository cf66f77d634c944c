using BatchAi.State;

namespace BatchAi.Chaos.Tests;

/// <summary>The facts as one life of the control plane reaches them.</summary>
internal sealed class MortalStore(ITableStore facts, Life life) : ITableStore
{
    public Task<StoredEntity?> FindAsync(string table, string partition, string row, CancellationToken cancellation) =>
        Reached().FindAsync(table, partition, row, cancellation);

    public Task<IReadOnlyList<StoredEntity>> ListAsync(
        string table,
        string partition,
        string? from,
        string? to,
        int take,
        CancellationToken cancellation) => Reached().ListAsync(table, partition, from, to, take, cancellation);

    public Task<CommitOutcome> CommitAsync(
        string table,
        string partition,
        IReadOnlyList<EntityWrite> writes,
        CancellationToken cancellation) => Reached().CommitAsync(table, partition, writes, cancellation);

    private ITableStore Reached()
    {
        life.ThrowIfOver();
        return facts;
    }
}
