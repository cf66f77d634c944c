using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using BatchAi.State;

namespace BatchAi.AzureAdapters;

/// <summary>
/// The store on Azure Table storage. Tables are made by the first write that misses them. What is not a conflict stays the
/// <see cref="RequestFailedException"/> it was, after the client's own retries.
/// </summary>
/// <remarks>
/// When an answer is lost and the client sends again, its own first write may come back as a conflict: as after any
/// conflict, read the facts again.
/// </remarks>
/// <param name="service">Carries credentials and retry settings.</param>
/// <param name="prefix">Put before every table's name: at most ten letters and digits, a letter first; empty for none.</param>
public sealed class AzureTableStore(TableServiceClient service, string prefix = "") : ITableStore
{
    /// <summary>What Table storage returns at most for one request.</summary>
    private const int PageSize = 1_000;

    public async Task<StoredEntity?> FindAsync(string table, string partition, string row, CancellationToken cancellation)
    {
        NullableResponse<TableEntity> found = await Client(table)
            .GetEntityIfExistsAsync<TableEntity>(partition, row, cancellationToken: cancellation);
        return found.HasValue ? EntityForm.Read(found.Value!) : null;
    }

    public async Task<IReadOnlyList<StoredEntity>> ListAsync(
        string table,
        string partition,
        string? from,
        string? to,
        int take,
        CancellationToken cancellation)
    {
        List<StoredEntity> found = [];
        try
        {
            await foreach (
                TableEntity entity in Client(table)
                    .QueryAsync<TableEntity>(
                        RowFilter.Between(partition, from, to),
                        Math.Min(take, PageSize),
                        cancellationToken: cancellation))
            {
                found.Add(EntityForm.Read(entity));
                if (found.Count == take)
                    break;
            }
        }
        catch (RequestFailedException failure) when (failure.ErrorCode == TableErrorCode.TableNotFound)
        {
            return [];
        }

        return found;
    }

    public async Task<CommitOutcome> CommitAsync(
        string table,
        string partition,
        IReadOnlyList<EntityWrite> writes,
        CancellationToken cancellation)
    {
        TableClient client = Client(table);
        try
        {
            return await WriteAsync(client, partition, writes, cancellation);
        }
        catch (RequestFailedException failure) when (failure.ErrorCode == TableErrorCode.TableNotFound)
        {
            await client.CreateIfNotExistsAsync(cancellation);
            return await WriteAsync(client, partition, writes, cancellation);
        }
    }

    private static async Task<CommitOutcome> WriteAsync(
        TableClient client,
        string partition,
        IReadOnlyList<EntityWrite> writes,
        CancellationToken cancellation)
    {
        try
        {
            return writes is [var only]
                ? await WriteOneAsync(client, partition, only, cancellation)
                : await WriteManyAsync(client, partition, writes, cancellation);
        }
        catch (RequestFailedException failure) when (KindOf(failure) is { } kind && IndexOf(writes, failure) is { } index)
        {
            return new CommitOutcome.Conflict(index, kind);
        }
    }

    private static async Task<CommitOutcome> WriteOneAsync(
        TableClient client,
        string partition,
        EntityWrite write,
        CancellationToken cancellation)
    {
        TableTransactionAction action = Action(partition, write);
        Response done = write switch
        {
            EntityWrite.Insert => await client.AddEntityAsync((TableEntity)action.Entity, cancellation),
            EntityWrite.Replace => await client.UpdateEntityAsync(
                (TableEntity)action.Entity,
                action.ETag,
                TableUpdateMode.Replace,
                cancellation),
            _ => await client.DeleteEntityAsync(partition, write.Row, action.ETag, cancellation),
        };

        // The client takes a delete of what is gone for success.
        return done.Status == 404 ? new CommitOutcome.Conflict(0, ConflictKind.Gone) : new CommitOutcome.Committed([ETagOf(write, done)]);
    }

    private static async Task<CommitOutcome> WriteManyAsync(
        TableClient client,
        string partition,
        IReadOnlyList<EntityWrite> writes,
        CancellationToken cancellation)
    {
        Response<IReadOnlyList<Response>> done = await client.SubmitTransactionAsync(
            writes.Select(write => Action(partition, write)),
            cancellation);
        return new CommitOutcome.Committed([.. writes.Zip(done.Value, ETagOf)]);
    }

    private static TableTransactionAction Action(string partition, EntityWrite write) =>
        write switch
        {
            EntityWrite.Insert insert => new(
                TableTransactionActionType.Add,
                EntityForm.Write(partition, insert.Row, insert.Schema, insert.Document)),
            EntityWrite.Replace replace => new(
                TableTransactionActionType.UpdateReplace,
                EntityForm.Write(partition, replace.Row, replace.Schema, replace.Document),
                new ETag(replace.ETag)),
            EntityWrite.Delete delete => new(
                TableTransactionActionType.Delete,
                new TableEntity(partition, delete.Row),
                new ETag(delete.ETag)),
            _ => throw new ArgumentException($"{write.GetType().Name} is no known write.", nameof(write)),
        };

    private static string ETagOf(EntityWrite write, Response done) =>
        write is EntityWrite.Delete
            ? ""
            : done.Headers.ETag?.ToString()
                ?? throw new InvalidDataException($"Table storage answered the write of row {write.Row} without an ETag.");

    /// <summary>Null when the service did not say which write it was.</summary>
    private static int? IndexOf(IReadOnlyList<EntityWrite> writes, RequestFailedException failure) =>
        writes is [_] ? 0 : (failure as TableTransactionFailedException)?.FailedTransactionActionIndex;

    private static ConflictKind? KindOf(RequestFailedException failure) => (failure.Status, failure.ErrorCode) switch
    {
        (409, var code) when code == TableErrorCode.EntityAlreadyExists => ConflictKind.Exists,
        (412, _) => ConflictKind.Changed,
        (404, var code) when code == TableErrorCode.ResourceNotFound || code == TableErrorCode.EntityNotFound => ConflictKind.Gone,
        _ => null,
    };

    private TableClient Client(string table) => service.GetTableClient(prefix + table);
}
