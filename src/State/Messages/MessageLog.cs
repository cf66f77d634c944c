using BatchAi.Model;

namespace BatchAi.State;

/// <summary>Remembers for a week which job messages were handled and what came of them.</summary>
public sealed class MessageLog(ITableStore store, IMessageBodies bodies, TimeProvider clock)
{
    /// <summary>As long as a queue keeps a message by default: for that long it may be delivered again.</summary>
    public static TimeSpan Retention { get; } = TimeSpan.FromDays(7);

    /// <summary>Null when the message is new. One read.</summary>
    public async Task<HandledMessage?> FindAsync(string id, CancellationToken cancellation) =>
        (await store.FindAsync<HandledMessage>(Tables.Messages, MessageKeys.Handled, MessageKeys.Id(id), cancellation))?.Value;

    /// <summary>Remembers what came of a message; what was remembered before stays, and is the answer. One write.</summary>
    public async Task<HandledMessage> AddAsync(HandledMessage handled, CancellationToken cancellation)
    {
        List<EntityWrite> rows =
        [
            RowStoreExtensions.Insert(MessageKeys.Id(handled.Id), handled),
            RowStoreExtensions.Insert(MessageKeys.At(handled.At, handled.Id), handled.Id),
        ];
        if (handled.Refusal is not null)
            rows.Add(RowStoreExtensions.Insert(MessageKeys.Refused(handled.At, handled.Id), handled));
        return await store.CommitAsync(Tables.Messages, MessageKeys.Handled, rows, cancellation) is CommitOutcome.Committed
            ? handled
            : await FindAsync(handled.Id, cancellation) ?? handled;
    }

    /// <summary>To be done before the row of a job goes: from then on only this log knows that its message was handled.</summary>
    public async Task AddBeforeDeletionAsync(JobRow job, CancellationToken cancellation)
    {
        if (job.MessageId is { } id)
            await AddAsync(new HandledMessage { Id = id, At = clock.GetUtcNow(), Job = job.Id, JobUid = job.Uid }, cancellation);
    }

    /// <summary>The messages that became no job, the latest first.</summary>
    /// <param name="after">Null, or the <c>Next</c> of the page before.</param>
    public async Task<Page<HandledMessage>> ListRefusedAsync(string? after, int take, CancellationToken cancellation)
    {
        string from = after is null ? MessageKeys.RefusedPrefix : StoreKeys.JustAfter(MessageKeys.RefusedPrefix + after);
        IReadOnlyList<StoredEntity> found = await store.ListAsync(
            Tables.Messages,
            MessageKeys.Handled,
            from,
            StoreKeys.EndOf(MessageKeys.RefusedPrefix),
            take + 1,
            cancellation);
        StoredEntity[] page = [.. found.Take(take)];
        return new Page<HandledMessage>(
            [.. page.Select(row => RowJson.Read<HandledMessage>(row.Document.Span))],
            found.Count > take ? page[^1].Row[MessageKeys.RefusedPrefix.Length..] : null);
    }

    /// <summary>Forgets messages that were handled more than <see cref="Retention"/> ago, at most so many; returns how many.</summary>
    public async Task<int> PurgeAsync(int limit, CancellationToken cancellation)
    {
        string end = MessageKeys.TimesUntil(clock.GetUtcNow() - Retention);
        IReadOnlyList<StoredEntity> old = await store.ListAsync(
            Tables.Messages,
            MessageKeys.Handled,
            MessageKeys.Times,
            end,
            limit,
            cancellation);
        foreach (StoredEntity time in old)
            await ForgetAsync(time, RowJson.Read<string>(time.Document.Span), cancellation);
        return old.Count;
    }

    private async Task ForgetAsync(StoredEntity time, string id, CancellationToken cancellation)
    {
        List<EntityWrite> rows = [new EntityWrite.Delete(time.Row, time.ETag)];
        if (await store.FindAsync<HandledMessage>(Tables.Messages, MessageKeys.Handled, MessageKeys.Id(id), cancellation) is { } row)
        {
            rows.Add(RowStoreExtensions.Delete(row));
            if (row.Value.Blob is { } blob)
                await bodies.DeleteAsync(blob, cancellation);
            if (
                await store.FindAsync<HandledMessage>(
                    Tables.Messages,
                    MessageKeys.Handled,
                    MessageKeys.Refused(row.Value.At, id),
                    cancellation) is
                { } refused)
                rows.Add(RowStoreExtensions.Delete(refused));
        }

        await store.CommitAsync(Tables.Messages, MessageKeys.Handled, rows, cancellation);
    }
}

/// <summary>What came of a job message. While its row is kept, another delivery of it makes no job.</summary>
public sealed record HandledMessage
{
    public required string Id { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Null when the message does not name one.</summary>
    public JobId? Job { get; init; }

    /// <summary>Null when it was refused.</summary>
    public string? JobUid { get; init; }

    /// <summary>Null when it became a job.</summary>
    public CloudErrorBody? Refusal { get; init; }

    /// <summary>Where its text lies when it was too large for the queue.</summary>
    public string? Blob { get; init; }
}

/// <summary>
/// Rows of <see cref="Tables.Messages"/>. A message has a row by its id, one by time for the purge, and when it was
/// refused one that sorts the latest first.
/// </summary>
public static class MessageKeys
{
    public const string Handled = "handled";

    public const string Unsent = "unsent";

    public const string RefusedPrefix = "refused|";

    private const string TimePrefix = "at|";

    public static string Id(string id) => $"id|{id.ToLowerInvariant()}";

    public static string At(DateTimeOffset time, string id) => $"{TimesUntil(time)}|{id.ToLowerInvariant()}";

    /// <summary>Below this bound are the rows of all earlier times.</summary>
    public static string TimesUntil(DateTimeOffset time) => $"{TimePrefix}{time.UtcTicks:D19}";

    public static string Times => TimePrefix;

    public static string Refused(DateTimeOffset time, string id) =>
        $"{RefusedPrefix}{DateTimeOffset.MaxValue.UtcTicks - time.UtcTicks:D19}|{id.ToLowerInvariant()}";
}
