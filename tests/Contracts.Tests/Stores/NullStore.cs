using BatchAi.State;

namespace BatchAi.Contracts.Tests;

/// <summary>Accepts everything and keeps nothing: what stands behind the checker when only the checker is asked.</summary>
internal sealed class NullStore : ITableStore
{
    public Task<StoredEntity?> FindAsync(string table, string partition, string row, CancellationToken cancellation) =>
        Task.FromResult<StoredEntity?>(null);

    public Task<IReadOnlyList<StoredEntity>> ListAsync(
        string table,
        string partition,
        string? from,
        string? to,
        int take,
        CancellationToken cancellation) => Task.FromResult<IReadOnlyList<StoredEntity>>([]);

    public Task<CommitOutcome> CommitAsync(
        string table,
        string partition,
        IReadOnlyList<EntityWrite> writes,
        CancellationToken cancellation) => Task.FromResult<CommitOutcome>(new CommitOutcome.Committed([.. writes.Select(_ => "1")]));
}
