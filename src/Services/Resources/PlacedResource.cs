using BatchAi.Model;
using BatchAi.State;

namespace BatchAi.Services;

/// <summary>
/// A kind of resource that is more than its row: it has secrets, and facts or machines that are made after the row and
/// removed by an orchestration.
/// </summary>
/// <remarks>
/// The steps of a creation span partitions: intent → secrets → row (creating) → facts → row (succeeded) → intent away.
/// Before the row nothing is visible and the change is taken back; from the row on it is carried forward, by the
/// caller, the next reader or <see cref="IntentRunner"/>.
/// </remarks>
public abstract class PlacedResource<TRow, TProperties>(
    ResourceStore resources,
    IntentStore intents,
    ISecretStore secrets,
    TimeProvider clock) : ResourceService<TRow>(resources, intents, clock)
    where TRow : ResourceRow
{
    /// <summary>Longest time between the intent and the row.</summary>
    private static readonly TimeSpan s_mostWait = TimeSpan.FromMinutes(1);

    /// <summary>After this long without a row the caller is certainly gone: it gives up itself after <see cref="s_mostWait"/>.</summary>
    private static readonly TimeSpan s_abandoned = TimeSpan.FromMinutes(10);

    protected ISecretStore Secrets => secrets;

    public override async Task<bool> ResumeCreateAsync(IntentRow intent, CancellationToken cancellation)
    {
        if (await Resources.FindAsync<TRow>(intent.Resource, cancellation) is { } row && row.Value.Uid == intent.Uid)
        {
            if (row.Value.State is ProvisioningState.Creating)
                await FinishAsync(row, cancellation);
            return true;
        }

        if (Clock.GetUtcNow() - intent.StartedAt < s_abandoned)
            return false;
        await secrets.DeleteAsync(intent.Uid, cancellation);
        return true;
    }

    /// <summary>Makes the resource, or answers with the one that is there when it is the same.</summary>
    /// <param name="resource">Its kind and names.</param>
    /// <param name="document">What the request asks for, secrets taken out.</param>
    /// <param name="values">The secrets by slot.</param>
    /// <param name="describe">Makes the row, in the state creating, from its uid and time. It may refuse.</param>
    /// <param name="when">What the request demands of the resource.</param>
    /// <exception cref="ApiException">
    /// 409: another resource has the name, or something is being deleted. 412: it is not as demanded. 413: too large to
    /// be kept. What <paramref name="describe"/> refuses.
    /// </exception>
    protected async Task<PutResult<TRow>> CreateAsync(
        ResourceAddress resource,
        TProperties document,
        IReadOnlyDictionary<string, string> values,
        Func<string, DateTimeOffset, Task<TRow>> describe,
        Preconditions when,
        CancellationToken cancellation)
    {
        if (await Resources.FindAsync<TRow>(resource, cancellation) is { } existing)
            return await AnswerExistingAsync(existing, document, values, when, cancellation);

        when.RequireAbsent(Kind, resource.Name);

        DateTimeOffset now = Clock.GetUtcNow();
        TRow row = await describe(Uids.New(Clock), now);
        ResourceStore.RequireFits(row);
        await BeginAsync(row, values, cancellation);
        if (await Resources.TryInsertAsync(row, cancellation) is not { } placed)
        {
            await TakeBackAsync(row.Uid, cancellation);
            return await Resources.FindAsync<TRow>(resource, cancellation) is { } first
                ? await AnswerExistingAsync(first, document, values, when, cancellation)
                : throw Refusals.Raced(Kind, resource.Name);
        }

        TRow finished = await FinishAsync(placed, cancellation);
        await Intents.RemoveAsync(IntentKind.Create, row.Uid, cancellation);
        return new PutResult<TRow>(finished, Created: true);
    }

    /// <summary>Finishes the creation when its caller has had its time.</summary>
    protected override async Task<TRow> CurrentAsync(Row<TRow> row, CancellationToken cancellation) =>
        row.Value.State is ProvisioningState.Creating && Clock.GetUtcNow() - row.Value.CreatedAt > IntentRunner.Patience
            ? await FinishAsync(row, cancellation)
            : row.Value;

    /// <summary>Compares a resource that is there with what is asked for.</summary>
    /// <exception cref="ApiException">409: they differ.</exception>
    protected abstract Task RequireSameAsync(TRow existing, TProperties document, bool sameSecrets, CancellationToken cancellation);

    /// <summary>
    /// Looks once more, after the row is visible, whether what the resource is put into is still there. Whoever marks
    /// something for deletion looks for what is in it afterwards, and whoever puts something in looks for the mark
    /// afterwards: one of the two sees the other.
    /// </summary>
    /// <exception cref="ApiException">404 or 409: it is gone, or being deleted.</exception>
    protected abstract Task RequireRoomAsync(TRow row, CancellationToken cancellation);

    /// <summary>Makes what the resource is beyond its row. Made before, or by another one, is success.</summary>
    protected abstract Task PlaceAsync(TRow row, CancellationToken cancellation);

    /// <summary>Another one finished the creation while this one was placing.</summary>
    protected virtual Task WhenFinishedByAnotherAsync(TRow row, CancellationToken cancellation) => Task.CompletedTask;

    private async Task<PutResult<TRow>> AnswerExistingAsync(
        Row<TRow> existing,
        TProperties document,
        IReadOnlyDictionary<string, string> values,
        Preconditions when,
        CancellationToken cancellation)
    {
        if (existing.Value.State is ProvisioningState.Deleting)
            throw Refusals.BeingDeleted(Kind, existing.Value.Address.Name);

        await RequireAsync(when, existing.Value, cancellation);
        bool sameSecrets = values.Count == 0 || Documents.Same(values, await secrets.LoadAsync(existing.Value.Uid, cancellation));
        await RequireSameAsync(existing.Value, document, sameSecrets, cancellation);
        return new PutResult<TRow>(await CurrentAsync(existing, cancellation), Created: false);
    }

    /// <exception cref="StoreUnavailableException">
    /// It took so long that another one may take the change back any time: the row must not be written any more.
    /// </exception>
    private async Task BeginAsync(TRow row, IReadOnlyDictionary<string, string> values, CancellationToken cancellation)
    {
        DateTimeOffset begun = Clock.GetUtcNow();
        await Intents.AddAsync(new IntentRow(IntentKind.Create, row.Address, row.Uid, begun), cancellation);
        if (values.Count > 0)
            await secrets.SaveAsync(row.Uid, values, cancellation);
        if (Clock.GetUtcNow() - begun > s_mostWait)
            throw new StoreUnavailableException($"The store took more than {s_mostWait.TotalSeconds} s to take in {row.Address.Name}");
    }

    /// <summary>There is no row of this uid, and there will be none.</summary>
    private async Task TakeBackAsync(string uid, CancellationToken cancellation)
    {
        await secrets.DeleteAsync(uid, cancellation);
        await Intents.RemoveAsync(IntentKind.Create, uid, cancellation);
    }

    /// <summary>From the visible row on: make the rest, then say that it is in place. Done before, or by another one, is success.</summary>
    private async Task<TRow> FinishAsync(Row<TRow> placed, CancellationToken cancellation)
    {
        Row<TRow> row = placed;
        while (row.Value.State is ProvisioningState.Creating)
        {
            await RequireRoomOrTakeBackAsync(row, cancellation);
            await PlaceAsync(row.Value, cancellation);
            TRow succeeded = row.Value.MovedTo(ProvisioningState.Succeeded, Clock.GetUtcNow());
            if (await Resources.TryReplaceAsync(row with { Value = succeeded }, cancellation))
                return succeeded;

            row = await Resources.FindAsync<TRow>(placed.Value.Address, cancellation) is { } again && again.Value.Uid == placed.Value.Uid
                ? again
                : throw Refusals.Raced(Kind, placed.Value.Address.Name);
            await WhenFinishedByAnotherAsync(row.Value, cancellation);
        }

        return row.Value;
    }

    private async Task RequireRoomOrTakeBackAsync(Row<TRow> row, CancellationToken cancellation)
    {
        try
        {
            await RequireRoomAsync(row.Value, cancellation);
        }
        catch (ApiException)
        {
            if (await Resources.TryDeleteAsync(row, cancellation))
                await TakeBackAsync(row.Value.Uid, cancellation);
            throw;
        }
    }
}

/// <summary>What came of a PUT.</summary>
/// <param name="Created">False when the same resource was there already.</param>
public sealed record PutResult<T>(T Row, bool Created);
