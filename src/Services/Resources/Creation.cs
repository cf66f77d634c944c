using BatchAi.Model;
using BatchAi.State;

namespace BatchAi.Services;

/// <summary>What every creation that spans partitions does around its resource row: an intent and the secrets before, the intent away after.</summary>
public sealed class Creation(IntentStore intents, ISecretStore secrets, TimeProvider clock)
{
    /// <summary>Longest time between the intent and the resource row.</summary>
    private static readonly TimeSpan s_mostWait = TimeSpan.FromMinutes(1);

    /// <summary>After this long without a resource row the caller is certainly gone: it gives up itself after <see cref="s_mostWait"/>.</summary>
    private static readonly TimeSpan s_abandoned = TimeSpan.FromMinutes(10);

    /// <exception cref="StoreUnavailableException">It took so long that another one may take the change back any time: the resource row must not be written any more.</exception>
    public async Task BeginAsync(ResourceAddress resource, string uid, IReadOnlyDictionary<string, string> secretsBySlot, CancellationToken cancellation)
    {
        DateTimeOffset begun = clock.GetUtcNow();
        await intents.AddAsync(new IntentRow(IntentKind.Create, resource, uid, begun), cancellation);
        if (secretsBySlot.Count > 0)
            await secrets.SaveAsync(uid, secretsBySlot, cancellation);
        if (clock.GetUtcNow() - begun > s_mostWait)
            throw new StoreUnavailableException($"The store took more than {s_mostWait.TotalSeconds} s to take in {resource.Name}");
    }

    /// <summary>All steps are done.</summary>
    public Task EndAsync(string uid, CancellationToken cancellation) => intents.RemoveAsync(IntentKind.Create, uid, cancellation);

    /// <summary>There is no resource row of this uid, and there will be none.</summary>
    public async Task TakeBackAsync(string uid, CancellationToken cancellation)
    {
        await secrets.DeleteAsync(uid, cancellation);
        await intents.RemoveAsync(IntentKind.Create, uid, cancellation);
    }

    /// <summary>For a creation without a resource row; false while its caller may still write it.</summary>
    public async Task<bool> TryAbandonAsync(IntentRow intent, CancellationToken cancellation)
    {
        if (clock.GetUtcNow() - intent.StartedAt < s_abandoned)
            return false;
        await secrets.DeleteAsync(intent.Uid, cancellation);
        return true;
    }

    /// <summary>True when a second request brings the secrets that the first one brought.</summary>
    public async Task<bool> HasSecretsAsync(string uid, IReadOnlyDictionary<string, string> secretsBySlot, CancellationToken cancellation) =>
        secretsBySlot.Count == 0 || Documents.Same(secretsBySlot, await secrets.LoadAsync(uid, cancellation));

    /// <summary>True when the caller has had its time, and a reader finishes its work.</summary>
    public bool IsStale(ProvisioningState state, DateTimeOffset createdAt) => state is ProvisioningState.Creating && clock.GetUtcNow() - createdAt > IntentRunner.Patience;
}
