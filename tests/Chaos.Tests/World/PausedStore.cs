using BatchAi.State;

namespace BatchAi.Chaos.Tests;

/// <summary>Lets something happen before its caller's first commit.</summary>
internal sealed class PausedStore(ITableStore facts, Func<Task> meanwhile) : ITableStore
{
    private bool _paused;

    public Task<StoredEntity?> FindAsync(string table, string partition, string row, CancellationToken cancellation) =>
        facts.FindAsync(table, partition, row, cancellation);

    public Task<IReadOnlyList<StoredEntity>> ListAsync(
        string table,
        string partition,
        string? from,
        string? to,
        int take,
        CancellationToken cancellation) => facts.ListAsync(table, partition, from, to, take, cancellation);

    public async Task<CommitOutcome> CommitAsync(
        string table,
        string partition,
        IReadOnlyList<EntityWrite> writes,
        CancellationToken cancellation)
    {
        if (!_paused)
        {
            _paused = true;
            await meanwhile();
        }

        return await facts.CommitAsync(table, partition, writes, cancellation);
    }
}
