using System.Globalization;

namespace BatchAi.State;

/// <summary>Keeps intents in fixed buckets, so that a watchdog finds all of them with a few reads.</summary>
public sealed class IntentStore(ITableStore store)
{
    private const int Buckets = 4;

    /// <summary>All partitions of <see cref="Tables.Intents"/>.</summary>
    public static IReadOnlyList<string> Partitions { get; } = [.. Enumerable.Range(0, Buckets).Select(bucket => $"bucket-{bucket}")];

    /// <summary>Begins a change; begun before is success. One write.</summary>
    public async Task AddAsync(IntentRow intent, CancellationToken cancellation) =>
        await store.TryInsertAsync(Tables.Intents, Partition(intent.Uid), Key(intent.Kind, intent.Uid), intent, cancellation);

    /// <summary>Ends a change; ended before is success. One read and one write.</summary>
    public async Task RemoveAsync(IntentKind kind, string uid, CancellationToken cancellation)
    {
        if (await store.FindAsync<IntentRow>(Tables.Intents, Partition(uid), Key(kind, uid), cancellation) is { } row)
            await store.TryDeleteAsync(Tables.Intents, Partition(uid), row, cancellation);
    }

    /// <summary>Intents of a partition in the order of their keys, from after one on.</summary>
    public async Task<IReadOnlyList<Row<IntentRow>>> ListAsync(string partition, string? after, int take, CancellationToken cancellation) =>
        [.. (await store.ListAsync(Tables.Intents, partition, after is null ? null : StoreKeys.JustAfter(after), null, take, cancellation))
            .Select(found => new Row<IntentRow>(found.Row, found.ETag, RowJson.Read<IntentRow>(found.Document.Span)))];

    private static string Key(IntentKind kind, string uid) => $"{kind.ToString().ToLowerInvariant()}|{uid}";

    /// <summary>By the last digit: the first ones of a uid are the time, the same for all that are made together.</summary>
    private static string Partition(string uid) =>
        Partitions[int.Parse(uid.AsSpan(uid.Length - 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture) % Buckets];
}

/// <summary>
/// A change that spans partitions: written before its first step, removed after its last. It holds no data of the
/// change; that is in the resource row.
/// </summary>
/// <param name="Uid">Of the resource: an intent never touches a later resource of the same name.</param>
public sealed record IntentRow(IntentKind Kind, ResourceAddress Resource, string Uid, DateTimeOffset StartedAt);

/// <summary>What was begun.</summary>
public enum IntentKind
{
    Create,
    Delete,
}
