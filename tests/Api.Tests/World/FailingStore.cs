using System.Text;
using BatchAi.State;

namespace BatchAi.Api.Tests;

/// <summary>A store that stops taking commits after some: what a process sees that is killed there, or whose disk is full.</summary>
internal sealed class FailingStore(ITableStore inner) : StoreDecorator(inner)
{
    private int _left = int.MaxValue;

    public int Commits { get; private set; }

    /// <summary>Happens once, right after the next commit.</summary>
    public Func<Task>? Meanwhile { get; set; }

    /// <summary>Happens once, right before the next commit to <see cref="BeforeTable"/>: another request comes in between.</summary>
    public Func<Task>? Before { get; set; }

    public string? BeforeTable { get; set; }

    public void FailAfter(int commits) => (_left, Commits) = (commits, 0);

    public void Heal() => _left = int.MaxValue;

    /// <summary>All that lies in a partition, keys and documents.</summary>
    public async Task<string> AllTextAsync(string table, string partition) =>
        string.Join(
            '\n',
            (await base.ListAsync(table, partition, null, null, int.MaxValue, default)).Select(row =>
                $"{row.Row} {Encoding.UTF8.GetString(row.Document.Span)}"));

    public override async Task<CommitOutcome> CommitAsync(
        string table,
        string partition,
        IReadOnlyList<EntityWrite> writes,
        CancellationToken cancellation)
    {
        if (Before is { } before && table == BeforeTable)
        {
            Before = null;
            await before();
        }

        if (_left-- <= 0)
            throw new StoreUnavailableException("The disk is full");
        Commits++;
        CommitOutcome outcome = await base.CommitAsync(table, partition, writes, cancellation);
        if (Meanwhile is { } meanwhile)
        {
            Meanwhile = null;
            await meanwhile();
        }

        return outcome;
    }
}
