using BatchAi.State;
using CsCheck;
using static BatchAi.Contracts.Tests.Rows;

namespace BatchAi.Contracts.Tests;

/// <summary>Random transactions over a few rows, done on a store and on a dictionary, which must agree after each.</summary>
internal static class StoreModel
{
    /// <summary>A write to a row: with the ETag it has, one it had before (0 = now, 1 = the last but one), or as an insert.</summary>
    private sealed record Step(string Row, int Kind, int Age);

    private static readonly Gen<Step> s_step =
        from row in Gen.Char['a', 'd']
        from kind in Gen.Int[0, 2]
        from age in Gen.Frequency((4, Gen.Const(0)), (1, Gen.Const(1)))
        select new Step($"{row}", kind, age);

    private static readonly Gen<List<List<Step>>> s_sequences =
        s_step.List[1, 4].Select(steps => steps.DistinctBy(step => step.Row).ToList()).List[1, 20];

    public static async Task CompareAsync(ITableStore store, int sequences)
    {
        int runs = 0;
        await s_sequences.SampleAsync(
            sequence => RunAsync(store, $"p{Interlocked.Increment(ref runs)}", sequence),
            iter: sequences,
            threads: 1,
            print: sequence => string.Join(" | ", sequence.Select(steps => string.Join(", ", steps))));
    }

    private static async Task RunAsync(ITableStore store, string partition, List<List<Step>> sequence)
    {
        Dictionary<string, (string ETag, string Text)> rows = [];
        Dictionary<string, List<string>> used = [];
        int count = 0;
        foreach (List<Step> steps in sequence)
        {
            List<EntityWrite> writes = [.. steps.Select(step => Write(step, used, $"v{++count}"))];
            (int Index, ConflictKind Kind)[] conflicts =
            [
                .. writes
                    .Index()
                    .Where(write => ConflictOf(rows, write.Item) is not null)
                    .Select(write => (write.Index, ConflictOf(rows, write.Item)!.Value)),
            ];

            switch (await store.Commit(partition, writes))
            {
                case CommitOutcome.Committed committed:
                    Assert.Empty(conflicts);
                    foreach ((EntityWrite write, string eTag) in writes.Zip(committed.ETags))
                        Apply(rows, used, write, eTag);
                    break;
                case CommitOutcome.Conflict conflict:
                    // Any of several conflicting writes may be the one that is named.
                    Assert.Contains((conflict.Index, conflict.Kind), conflicts);
                    break;
            }

            Assert.Equal(
                rows.OrderBy(row => row.Key, StringComparer.Ordinal).Select(row => (row.Key, row.Value.ETag, row.Value.Text)),
                (await store.List(partition)).Select(entity => (entity.Row, entity.ETag, entity.Text)));
        }
    }

    private static EntityWrite Write(Step step, Dictionary<string, List<string>> used, string text)
    {
        List<string> eTags = used.GetValueOrDefault(step.Row) ?? [];
        string? eTag = eTags.ElementAtOrDefault(eTags.Count - 1 - step.Age) ?? eTags.LastOrDefault();
        return (step.Kind, eTag) switch
        {
            (0, _) or (_, null) => Insert(step.Row, text),
            (1, _) => Replace(step.Row, eTag, text),
            _ => Delete(step.Row, eTag),
        };
    }

    private static ConflictKind? ConflictOf(Dictionary<string, (string ETag, string Text)> rows, EntityWrite write)
    {
        bool there = rows.TryGetValue(write.Row, out (string ETag, string Text) row);
        string? needed = write is EntityWrite.Replace replace ? replace.ETag : (write as EntityWrite.Delete)?.ETag;
        return needed is null ? (there ? ConflictKind.Exists : null)
            : !there ? ConflictKind.Gone
            : needed != row.ETag ? ConflictKind.Changed
            : null;
    }

    private static void Apply(
        Dictionary<string, (string ETag, string Text)> rows,
        Dictionary<string, List<string>> used,
        EntityWrite write,
        string eTag)
    {
        if (write is EntityWrite.Delete)
        {
            rows.Remove(write.Row);
            return;
        }

        ReadOnlyMemory<byte> document = write is EntityWrite.Insert insert ? insert.Document : ((EntityWrite.Replace)write).Document;
        rows[write.Row] = (eTag, System.Text.Encoding.UTF8.GetString(document.Span));
        if (!used.TryGetValue(write.Row, out List<string>? eTags))
            used[write.Row] = eTags = [];
        Assert.DoesNotContain(eTag, eTags);
        eTags.Add(eTag);
    }
}
