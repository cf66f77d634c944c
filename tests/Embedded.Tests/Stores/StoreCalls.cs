using System.Text;
using BatchAi.State;

namespace BatchAi.Embedded.Tests;

/// <summary>Short forms for writing and reading rows in tests.</summary>
internal static class StoreCalls
{
    public const string Partition = "p";

    public static EntityWrite Insert(string row, string text = "{}") => new EntityWrite.Insert(row, 1, Encoding.UTF8.GetBytes(text));

    extension(ITableStore store)
    {
        public Task<CommitOutcome> Commit(params IReadOnlyList<EntityWrite> writes) =>
            store.CommitAsync(Tables.Facts, Partition, writes, CancellationToken.None);

        public async Task<IReadOnlyList<string>> Rows() =>
            [.. (await store.ListAsync(Tables.Facts, Partition, null, null, 100_000, CancellationToken.None)).Select(entity => entity.Row)];
    }
}
