using BatchAi.Model;
using BatchAi.State;

namespace BatchAi.Services;

/// <summary>What all kinds of resources do alike: reading, and deletion in steps that survive the death of their caller.</summary>
/// <remarks>
/// A deletion is: intent → row marked as being deleted → the kind's own removal → intent away. Whoever finds the intent
/// later goes on from the mark.
/// </remarks>
public abstract class ResourceService<TRow>(ResourceStore resources, IntentStore intents, TimeProvider clock) : IResourceKind
    where TRow : ResourceRow
{
    public abstract ResourceKind Kind { get; }

    protected ResourceStore Resources => resources;

    protected IntentStore Intents => intents;

    protected TimeProvider Clock => clock;

    public async Task<ResourceRow?> ObserveAsync(ResourceAddress resource, CancellationToken cancellation) =>
        await resources.FindAsync<TRow>(resource, cancellation) is { } row ? await CurrentAsync(row, cancellation) : null;

    public virtual Task<bool> ResumeCreateAsync(IntentRow intent, CancellationToken cancellation) =>
        throw new InvalidOperationException($"A {Kind.Noun} is made in one step.");

    public async Task<bool> ResumeDeleteAsync(IntentRow intent, CancellationToken cancellation)
    {
        if (await resources.FindAsync<TRow>(intent.Resource, cancellation) is not { } row || row.Value.Uid != intent.Uid)
            return true;
        if (row.Value.State is ProvisioningState.Deleting)
            return await RemoveAsync(row, cancellation);
        if (!await IsClaimedAsync(row.Value, cancellation))
            return true;

        await resources.TryReplaceAsync(row with { Value = Marked(row.Value) }, cancellation);
        return false;
    }

    public virtual async Task<bool> IsDeletedAsync(IntentRow intent, CancellationToken cancellation) =>
        (await resources.FindAsync<TRow>(intent.Resource, cancellation))?.Value.Uid != intent.Uid;

    public virtual Task<bool> HasStoppedAsync(ResourceAddress resource, string uid, CancellationToken cancellation) =>
        throw new InvalidOperationException($"A {Kind.Noun} cannot be terminated.");

    public virtual Task<bool> ClearAsync(DeletionIntent removal, CancellationToken cancellation) =>
        throw new InvalidOperationException($"A {Kind.Noun} is removed by its own service, without an orchestration.");

    /// <exception cref="ApiException">404.</exception>
    protected async Task<TRow> GetAsync(ResourceAddress resource, CancellationToken cancellation)
    {
        Row<TRow> row = await resources.FindAsync<TRow>(resource, cancellation) ?? throw await MissingAsync(resource, cancellation);
        return await CurrentAsync(row, cancellation);
    }

    /// <summary>Null when the resource is not there.</summary>
    /// <exception cref="ApiException">409: it is in use. 412: it is not as <paramref name="when"/> demands.</exception>
    protected async Task<TRow?> DeleteAsync(ResourceAddress resource, Preconditions when, CancellationToken cancellation)
    {
        IntentRow? intent = null;
        while (await resources.FindAsync<TRow>(resource, cancellation) is { } row)
        {
            await RequireAsync(when, row.Value, cancellation);
            bool isMarked = row.Value.State is ProvisioningState.Deleting;
            if (!isMarked && IsOnlyARow(row.Value))
            {
                if (!await TryForgetAsync(row, cancellation))
                    continue;

                // It became so while it was being marked: what was meant to be done is done.
                if (intent?.Uid == row.Value.Uid)
                    await intents.RemoveAsync(intent.Kind, intent.Uid, cancellation);
                return row.Value;
            }

            if (!isMarked)
                await RequireUnusedAsync(row.Value, cancellation);

            intent = new(IntentKind.Delete, row.Value.Address, row.Value.Uid, clock.GetUtcNow());
            await intents.AddAsync(intent, cancellation);
            if (!isMarked && when.AreGiven)
                await ClaimAsync(row.Value, when, cancellation);
            TRow marked = isMarked ? row.Value : Marked(row.Value);
            if (isMarked || await resources.TryReplaceAsync(row with { Value = marked }, cancellation))
            {
                if (await ResumeDeleteAsync(intent, cancellation))
                    await intents.RemoveAsync(intent.Kind, intent.Uid, cancellation);
                return marked;
            }
        }

        when.RequireAbsent(Kind, resource.Name);
        return null;
    }

    /// <exception cref="ApiException">412: the resource is not as the request demands.</exception>
    protected async Task RequireAsync(Preconditions when, TRow row, CancellationToken cancellation)
    {
        if (when.AreGiven)
            when.Require(await InForceAsync(row, cancellation));
    }

    /// <summary>The row with the settings in force, where they are kept elsewhere.</summary>
    protected virtual Task<TRow> InForceAsync(TRow row, CancellationToken cancellation) => Task.FromResult(row);

    /// <summary>
    /// Decides a deletion under a condition, where changes of the resource do not go through its row: they and the
    /// deletion have to meet somewhere. Elsewhere the mark itself decides.
    /// </summary>
    /// <exception cref="ApiException">412: it was changed since it was looked at.</exception>
    protected virtual Task ClaimAsync(TRow row, Preconditions when, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Whether a deletion was decided whose caller died before the mark.</summary>
    protected virtual Task<bool> IsClaimedAsync(TRow row, CancellationToken cancellation) => Task.FromResult(false);

    /// <summary>The row as a reader should see it.</summary>
    protected virtual Task<TRow> CurrentAsync(Row<TRow> row, CancellationToken cancellation) => Task.FromResult(row.Value);

    /// <summary>The refusal for a resource that is not there.</summary>
    protected virtual Task<ApiException> MissingAsync(ResourceAddress resource, CancellationToken cancellation) =>
        Task.FromResult(ApiException.NotFound(Kind.ToString(), resource.Name));

    /// <summary>Looks for what keeps the resource from being deleted.</summary>
    /// <exception cref="ApiException">409: names what is in it or uses it, and the way out.</exception>
    protected abstract Task RequireUnusedAsync(TRow row, CancellationToken cancellation);

    /// <summary>Whether nothing but the row is left of a resource, so that it can go at once.</summary>
    protected virtual bool IsOnlyARow(TRow row) => false;

    /// <summary>Removes a resource of which only the row is left; false when the row changed meanwhile.</summary>
    protected virtual Task<bool> TryForgetAsync(Row<TRow> row, CancellationToken cancellation) =>
        resources.TryDeleteAsync(row, cancellation);

    /// <summary>
    /// Removes a marked resource, or begins its removal by an orchestration; true when nothing is left to do for the
    /// intent of this deletion.
    /// </summary>
    protected abstract Task<bool> RemoveAsync(Row<TRow> row, CancellationToken cancellation);

    private TRow Marked(TRow row) => row.MovedTo(ProvisioningState.Deleting, clock.GetUtcNow());
}

/// <summary>Changes that every row can undergo.</summary>
internal static class ResourceRowExtensions
{
    /// <exception cref="InvalidOperationException">A resource cannot go from the one state to the other.</exception>
    public static TRow MovedTo<TRow>(this TRow row, ProvisioningState state, DateTimeOffset now)
        where TRow : ResourceRow =>
        (TRow)((ResourceRow)row with { State = row.State.MovedTo(state), ChangedAt = now });
}
