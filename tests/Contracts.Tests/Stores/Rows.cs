using System.Text;
using BatchAi.State;

namespace BatchAi.Contracts.Tests;

/// <summary>Short forms for writing and reading rows in tests.</summary>
internal static class Rows
{
    public const string Table = Tables.Facts;

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static EntityWrite Insert(string row, string text = "{}") => new EntityWrite.Insert(row, 1, Bytes(text));

    public static EntityWrite Replace(string row, string eTag, string text = "{}") => new EntityWrite.Replace(row, eTag, 1, Bytes(text));

    public static EntityWrite Delete(string row, string eTag) => new EntityWrite.Delete(row, eTag);

    extension(ITableStore store)
    {
        public Task<CommitOutcome> Commit(string partition, params IReadOnlyList<EntityWrite> writes) =>
            store.CommitAsync(Table, partition, writes, TestContext.Current.CancellationToken);

        /// <summary>The ETags of a commit that must go through.</summary>
        public async Task<IReadOnlyList<string>> Committed(string partition, params IReadOnlyList<EntityWrite> writes) =>
            Assert.IsType<CommitOutcome.Committed>(await store.Commit(partition, writes)).ETags;

        public Task<StoredEntity?> Find(string partition, string row) =>
            store.FindAsync(Table, partition, row, TestContext.Current.CancellationToken);

        public Task<IReadOnlyList<StoredEntity>> List(string partition, string? from = null, string? to = null, int take = 10_000) =>
            store.ListAsync(Table, partition, from, to, take, TestContext.Current.CancellationToken);

        /// <summary>"row=text" of every row of a partition.</summary>
        public async Task<IReadOnlyList<string>> Contents(string partition) =>
            [.. (await store.List(partition)).Select(entity => $"{entity.Row}={entity.Text}")];
    }

    extension(StoredEntity entity)
    {
        public string Text => Encoding.UTF8.GetString(entity.Document.Span);
    }
}
