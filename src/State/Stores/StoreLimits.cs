namespace BatchAi.State;

/// <summary>
/// Stands in front of every store and refuses what Table storage would refuse, so that what runs on one machine runs on Azure.
/// A refusal is a bug of the caller: <see cref="ArgumentException"/> with a message that names the limit.
/// </summary>
public sealed class StoreLimits(ITableStore inner) : ITableStore
{
    /// <summary>Most writes of one transaction.</summary>
    public const int MaxWrites = 100;

    /// <summary>Largest document, in bytes: half of Table storage's 1 MiB an entity.</summary>
    public const int MaxDocumentBytes = 512 * 1024;

    /// <summary>
    /// Largest transaction in bytes, counted as Table storage counts it: the request with documents in base64, so about
    /// 3 MiB of documents.
    /// </summary>
    public const int MaxTransactionBytes = 4 * 1024 * 1024;

    public async Task<StoredEntity?> FindAsync(string table, string partition, string row, CancellationToken cancellation)
    {
        CheckPlace(table, partition);
        CheckKey(nameof(row), row);
        return await inner.FindAsync(table, partition, row, cancellation);
    }

    public async Task<IReadOnlyList<StoredEntity>> ListAsync(
        string table,
        string partition,
        string? from,
        string? to,
        int take,
        CancellationToken cancellation)
    {
        CheckPlace(table, partition);
        CheckBound(nameof(from), from);
        CheckBound(nameof(to), to);
        if (take < 1)
            throw new ArgumentOutOfRangeException(nameof(take), take, "A list takes at least 1 entity.");

        return await inner.ListAsync(table, partition, from, to, take, cancellation);
    }

    public async Task<CommitOutcome> CommitAsync(
        string table,
        string partition,
        IReadOnlyList<EntityWrite> writes,
        CancellationToken cancellation)
    {
        CheckPlace(table, partition);
        if (writes.Count is < 1 or > MaxWrites)
            throw new ArgumentException($"A transaction has {writes.Count} writes; the limits are 1 and {MaxWrites}.", nameof(writes));

        HashSet<string> rows = new(writes.Count);
        foreach (EntityWrite write in writes)
        {
            CheckKey("row", write.Row);
            if (!rows.Add(write.Row))
                throw new ArgumentException($"Row '{write.Row}' is written twice in one transaction; the limit is once.", nameof(writes));
            CheckWrite(write);
        }

        long size = TransactionSize.Of(partition, writes);
        if (size > MaxTransactionBytes)
            throw new ArgumentException($"A transaction has {size} bytes on the wire; the limit is {MaxTransactionBytes}.", nameof(writes));

        return await inner.CommitAsync(table, partition, writes, cancellation);
    }

    private static void CheckPlace(string table, string partition)
    {
        // Table storage allows 63 characters; ten are left for a prefix.
        if (table.Length is < 3 or > 53 || !char.IsAsciiLetter(table[0]) || !table.All(char.IsAsciiLetterOrDigit))
            throw new ArgumentException($"'{table}' is no table name: 3 to 53 ASCII letters and digits, a letter first.", nameof(table));

        CheckKey(nameof(partition), partition);
    }

    private static void CheckKey(string what, string? key)
    {
        if (StoreKeys.Fault(key) is { } fault)
            throw new ArgumentException($"The key '{key}' {fault}.", what);
    }

    private static void CheckBound(string what, string? bound)
    {
        if (bound is not null && StoreKeys.BoundFault(bound) is { } fault)
            throw new ArgumentException($"The bound '{bound}' {fault}.", what);
    }

    private static void CheckWrite(EntityWrite write)
    {
        string? eTag = write switch
        {
            EntityWrite.Replace replace => replace.ETag,
            EntityWrite.Delete delete => delete.ETag,
            _ => null,
        };
        if (write is not EntityWrite.Insert && eTag is null or "" or "*")
            throw new ArgumentException(
                $"The write of row '{write.Row}' needs the ETag the row was read with; '{eTag}' would overwrite blindly.",
                nameof(write));

        if (write is EntityWrite.Delete)
            return;

        int size = TransactionSize.Document(write).Length;
        if (size is < 1 or > MaxDocumentBytes)
            throw new ArgumentException(
                $"The document of row '{write.Row}' has {size} bytes; the limits are 1 and {MaxDocumentBytes}.",
                nameof(write));
    }
}

/// <summary>
/// How large a transaction is on its way to Table storage, which counts the request and not the documents: binary
/// travels as base64.
/// </summary>
internal static class TransactionSize
{
    /// <summary>
    /// Headers and property names of one write, generously: about 600 bytes, and 40 for each further piece of a large
    /// document.
    /// </summary>
    private const int FramePerWrite = 1_024;

    /// <summary>At most three characters in the URL and six in the body.</summary>
    private const int FramePerKeyCharacter = 9;

    /// <summary>Bytes of the request, never fewer than it really has.</summary>
    public static long Of(string partition, IReadOnlyList<EntityWrite> writes) =>
        writes.Sum(write =>
            FramePerWrite + (FramePerKeyCharacter * (partition.Length + write.Row.Length)) + ((Document(write).Length + 2L) / 3 * 4));

    public static ReadOnlyMemory<byte> Document(EntityWrite write) => write switch
    {
        EntityWrite.Insert insert => insert.Document,
        EntityWrite.Replace replace => replace.Document,
        _ => ReadOnlyMemory<byte>.Empty,
    };
}
