using System.Collections.Concurrent;

namespace BatchAi.State;

/// <summary>
/// Keeps operations by location, and removes them a week after they began: clients ask again after the end, but not for
/// long.
/// </summary>
public sealed class OperationStore(ITableStore store, TimeProvider clock)
{
    /// <summary>Partition that lists the locations, so that a purge finds all of them.</summary>
    private const string Locations = "locations";

    private const int PageSize = 100;

    /// <summary>How long an operation can be asked about.</summary>
    public static TimeSpan Retention { get; } = TimeSpan.FromDays(7);

    private readonly ConcurrentDictionary<string, bool> _known = new();

    /// <summary>One write, and another the first time this process meets the location.</summary>
    public async Task<OperationRow> AddAsync(
        OperationKind kind,
        string location,
        ResourceAddress resource,
        string uid,
        CancellationToken cancellation)
    {
        DateTimeOffset now = clock.GetUtcNow();
        OperationRow row = new(Uids.NewGuid(clock).ToString("D"), kind, location, resource, uid, now, EndedAt: null);
        string partition = Partition(location);
        if (!_known.ContainsKey(partition))
        {
            await store.TryInsertAsync(Tables.Operations, Locations, partition, new OperationLocation(location), cancellation);
            _known[partition] = true;
        }

        await store.TryInsertAsync(Tables.Operations, partition, row.Id, row, cancellation);
        return row;
    }

    /// <summary>Null when it is unknown or was purged.</summary>
    public Task<Row<OperationRow>?> FindAsync(string location, Guid id, CancellationToken cancellation) =>
        store.FindAsync<OperationRow>(Tables.Operations, Partition(location), id.ToString("D"), cancellation);

    /// <summary>False when another reader noted it first.</summary>
    public Task<bool> TryReplaceAsync(Row<OperationRow> row, CancellationToken cancellation) =>
        store.TryReplaceAsync(Tables.Operations, Partition(row.Value.Location), row, cancellation);

    /// <summary>Removes operations that began more than <see cref="Retention"/> ago, at most so many; returns how many.</summary>
    public async Task<int> PurgeAsync(int limit, CancellationToken cancellation)
    {
        // Ids of version 7 sort by time: everything below this one is older.
        string oldest = Guid.CreateVersion7(clock.GetUtcNow() - Retention).ToString("D")[..13];
        int removed = 0;
        foreach (StoredEntity location in await store.ListAsync(Tables.Operations, Locations, null, null, limit, cancellation))
        {
            while (removed < limit)
            {
                IReadOnlyList<StoredEntity> old = await store.ListAsync(
                    Tables.Operations,
                    location.Row,
                    null,
                    oldest,
                    Math.Min(PageSize, limit - removed),
                    cancellation);
                if (
                    old.Count == 0
                    || await store.CommitAsync(
                        Tables.Operations,
                        location.Row,
                        [.. old.Select(entity => new EntityWrite.Delete(entity.Row, entity.ETag))],
                        cancellation)
                        is not CommitOutcome.Committed)
                    break;
                removed += old.Count;
            }
        }

        return removed;
    }

    /// <summary>
    /// Locations are names users gave; what a key cannot hold is replaced, which at worst puts two locations into one
    /// partition.
    /// </summary>
    private static string Partition(string location) =>
        "at|"
        + string.Concat(
            location.ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_' ? letter : '-'));
}

/// <summary>A long-running operation of the REST API. How it stands is not kept: it is derived from the resource.</summary>
/// <param name="Id">Uuid with hyphens that sorts by time.</param>
/// <param name="Uid">Of the resource: a later resource of the same name is another matter.</param>
/// <param name="EndedAt">When it was first seen to have ended.</param>
public sealed record OperationRow(
    string Id,
    OperationKind Kind,
    string Location,
    ResourceAddress Resource,
    string Uid,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt);

/// <summary>What a long-running operation does.</summary>
public enum OperationKind
{
    Create,
    Delete,
    Terminate,
}

/// <summary>A location that has operations.</summary>
public sealed record OperationLocation(string Name);
