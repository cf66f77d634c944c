namespace BatchAi.State;

/// <summary>Typed reads and writes over the store; every document of today has schema 1.</summary>
public static class RowStoreExtensions
{
    /// <summary>Version of the documents' shape that this release writes.</summary>
    public const int Schema = 1;

    extension(ITableStore store)
    {
        /// <summary>Null when it is not there. One read.</summary>
        public async Task<Row<T>?> FindAsync<T>(string table, string partition, string row, CancellationToken cancellation) =>
            await store.FindAsync(table, partition, row, cancellation) is { } found ? found.Read<T>() : null;

        /// <summary>All rows whose key begins with a prefix. One read for each 1,000.</summary>
        public async Task<IReadOnlyList<Row<T>>> ListAsync<T>(
            string table,
            string partition,
            string prefix,
            int take,
            CancellationToken cancellation) =>
            [
                .. (await store.ListAsync(table, partition, prefix, prefix + "\u007f", take, cancellation)).Select(found =>
                    found.Read<T>()),
            ];

        /// <summary>All rows whose key is ≥ <paramref name="from"/> and &lt; <paramref name="to"/>. One read for each 1,000.</summary>
        public async Task<IReadOnlyList<Row<T>>> ListBetweenAsync<T>(
            string table,
            string partition,
            string from,
            string to,
            CancellationToken cancellation
        ) => [.. (await store.ListAsync(table, partition, from, to, int.MaxValue, cancellation)).Select(found => found.Read<T>())];

        /// <summary>False when the row was there already. One write.</summary>
        public async Task<bool> TryInsertAsync<T>(string table, string partition, string row, T value, CancellationToken cancellation) =>
            await store.CommitAsync(table, partition, [Insert(row, value)], cancellation) is CommitOutcome.Committed;

        /// <summary>False when another writer came first: read again and decide again. One write.</summary>
        public async Task<bool> TryReplaceAsync<T>(string table, string partition, Row<T> row, CancellationToken cancellation) =>
            await store.CommitAsync(table, partition, [Replace(row)], cancellation) is CommitOutcome.Committed;

        /// <summary>False when another writer came first. One write.</summary>
        public async Task<bool> TryDeleteAsync<T>(string table, string partition, Row<T> row, CancellationToken cancellation) =>
            await store.CommitAsync(table, partition, [Delete(row)], cancellation) is CommitOutcome.Committed;
    }

    public static EntityWrite Insert<T>(string row, T value) => new EntityWrite.Insert(row, Schema, RowJson.WriteBytes(value));

    public static EntityWrite Replace<T>(Row<T> row) => new EntityWrite.Replace(row.Key, row.ETag, Schema, RowJson.WriteBytes(row.Value));

    public static EntityWrite Delete<T>(Row<T> row) => new EntityWrite.Delete(row.Key, row.ETag);

    /// <summary>The typed row.</summary>
    public static Row<T> Read<T>(this StoredEntity found)
    {
        if (found.LastRead is Row<T> known)
            return known;

        Row<T> read = new(found.Row, found.ETag, RowJson.Read<T>(found.Document.Span));
        found.LastRead = read;
        return read;
    }
}

/// <summary>A document as it was read, with what is needed to write it back.</summary>
public sealed record Row<T>(string Key, string ETag, T Value);
