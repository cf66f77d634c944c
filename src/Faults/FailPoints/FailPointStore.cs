using BatchAi.State;

namespace BatchAi.Faults;

/// <summary>
/// Lets every transaction of a store pass a fail point named for its table and what it does to which kinds of rows: +
/// inserts, = replaces, - deletes.
/// </summary>
public sealed class FailPointStore(ITableStore inner, FailPoints points) : StoreDecorator(inner)
{
    public override Task<CommitOutcome> CommitAsync(
        string table,
        string partition,
        IReadOnlyList<EntityWrite> writes,
        CancellationToken cancellation) =>
        points.PassAsync(
            $"store/{table}/{string.Concat(writes.Select(NameOf).Distinct())}",
            () => base.CommitAsync(table, partition, writes, cancellation));

    private static string NameOf(EntityWrite write) => write switch
    {
        EntityWrite.Insert => "+",
        EntityWrite.Replace => "=",
        _ => "-",
    } + KindOf(write.Row);

    /// <summary>The word a row begins with; a row that is nothing but an id has no kind.</summary>
    private static string KindOf(string row) => row.Split('|')[0] is var word && word.All(char.IsAsciiLetterLower) ? word : "";
}
