using BatchAi.Activities;

namespace BatchAi.Chaos.Tests;

/// <summary>The facts as one life of the control plane sees them.</summary>
internal sealed class CrashingStore(ITableStore facts, KillSwitch life) : ITableStore
{
    public Task<StoredEntity?> FindAsync(string table, string partition, string row, CancellationToken cancellation)
    {
        life.ThrowIfDead();
        return facts.FindAsync(table, partition, row, cancellation);
    }

    public Task<IReadOnlyList<StoredEntity>> ListAsync(string table, string partition, string? from, string? to, int take, CancellationToken cancellation)
    {
        life.ThrowIfDead();
        return facts.ListAsync(table, partition, from, to, take, cancellation);
    }

    public Task<CommitOutcome> CommitAsync(string table, string partition, IReadOnlyList<EntityWrite> writes, CancellationToken cancellation) =>
        life.WriteAsync($"{table} {string.Join(", ", writes.Select(write => $"{write.GetType().Name} {write.Row}"))}", () => facts.CommitAsync(table, partition, writes, cancellation));
}
