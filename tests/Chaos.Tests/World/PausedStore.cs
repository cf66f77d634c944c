using BatchAi.State;

namespace BatchAi.Chaos.Tests;

/// <summary>Lets something happen before its caller's first commit, or the first one that writes a certain row.</summary>
internal sealed class PausedStore(ITableStore facts, Func<Task> meanwhile, string? row = null) : StoreDecorator(facts)
{
    private bool _paused;

    public override async Task<CommitOutcome> CommitAsync(
        string table,
        string partition,
        IReadOnlyList<EntityWrite> writes,
        CancellationToken cancellation)
    {
        if (!_paused && (row is null || writes.Any(write => write.Row == row)))
        {
            _paused = true;
            await meanwhile();
        }

        return await base.CommitAsync(table, partition, writes, cancellation);
    }
}
