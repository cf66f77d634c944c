using BatchAi.State;

namespace BatchAi.Faults;

/// <summary>
/// Lets every transaction of a store pass a fail point named for its table and what it does to which kinds of rows: +
/// inserts, = replaces, - deletes.
/// </summary>
public sealed class FailPointStore(ITableStore inner, FailPoints points) : ITableStore
{
    public Task<StoredEntity?> FindAsync(string table, string partition, string row, CancellationToken cancellation) =>
        inner.FindAsync(table, partition, row, cancellation);

    public Task<IReadOnlyList<StoredEntity>> ListAsync(
        string table,
        string partition,
        string? from,
        string? to,
        int take,
        CancellationToken cancellation) => inner.ListAsync(table, partition, from, to, take, cancellation);

    public Task<CommitOutcome> CommitAsync(
        string table,
        string partition,
        IReadOnlyList<EntityWrite> writes,
        CancellationToken cancellation) =>
        points.PassAsync(
            $"store/{table}/{string.Concat(writes.Select(NameOf).Distinct())}",
            () => inner.CommitAsync(table, partition, writes, cancellation));

    private static string NameOf(EntityWrite write) => write switch
    {
        EntityWrite.Insert => "+",
        EntityWrite.Replace => "=",
        _ => "-",
    } + KindOf(write.Row);

    /// <summary>The word a row begins with; a row that is nothing but an id has no kind.</summary>
    private static string KindOf(string row) => row.Split('|')[0] is var word && word.All(char.IsAsciiLetterLower) ? word : "";
}
