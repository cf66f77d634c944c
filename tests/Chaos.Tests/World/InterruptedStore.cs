using BatchAi.State;

namespace BatchAi.Chaos.Tests;

/// <summary>Lets something happen between what a caller read and its first commit to the facts.</summary>
internal sealed class InterruptedStore(ITableStore facts, Func<Task> meanwhile) : ITableStore
{
    private bool _interrupted;

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
        if (!_interrupted && writes.Any(write => write.Row == FactKeys.Control))
        {
            _interrupted = true;
            await meanwhile();
        }

        return await facts.CommitAsync(table, partition, writes, cancellation);
    }
}
