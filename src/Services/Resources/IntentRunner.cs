using BatchAi.Model;
using BatchAi.State;
using Microsoft.Extensions.Logging;

namespace BatchAi.Services;

/// <summary>Finishes, or takes back, every change whose caller died on the way. Run by the watchdog, and once when a host starts.</summary>
public sealed partial class IntentRunner(IntentStore intents, ResourceKinds kinds, TimeProvider clock, ILogger<IntentRunner> logger)
{
    /// <summary>
    /// A caller is given this long before another one does its work: no request of ours takes longer unless its process
    /// is dead or stuck.
    /// </summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(30);

    private const int PageSize = 100;

    /// <summary>As a watchdog does: leaves those to their callers who may still be at it.</summary>
    public Task<int> ResumeAllAsync(CancellationToken cancellation) => ResumeAllAsync(Patience, cancellation);

    /// <summary>Looks at every intent once; returns how many were ended. Any number of runners may do so at once.</summary>
    /// <param name="olderThan">
    /// Younger intents are left to their callers: <see cref="Patience"/>, or zero when no caller of before can be
    /// alive.
    /// </param>
    public async Task<int> ResumeAllAsync(TimeSpan olderThan, CancellationToken cancellation)
    {
        int ended = 0;
        foreach (string partition in IntentStore.Partitions)
        {
            string? after = null;
            IReadOnlyList<Row<IntentRow>> page;
            do
            {
                page = await intents.ListAsync(partition, after, PageSize, cancellation);
                foreach (Row<IntentRow> intent in page)
                {
                    after = intent.Key;
                    if (clock.GetUtcNow() - intent.Value.StartedAt >= olderThan && await TryResumeAsync(intent.Value, cancellation))
                        ended++;
                }
            }
            while (page.Count == PageSize);
        }

        return ended;
    }

    private async Task<bool> TryResumeAsync(IntentRow intent, CancellationToken cancellation)
    {
        try
        {
            IResourceKind kind = kinds[intent.Resource.Kind];
            bool isDone = await (
                intent.Kind is IntentKind.Create
                    ? kind.ResumeCreateAsync(intent, cancellation)
                    : kind.ResumeDeleteAsync(intent, cancellation));
            if (!isDone)
                return false;
        }
        catch (ApiException refused)
        {
            // The change met what makes it impossible (its experiment is being deleted) and took itself back.
            LogTakenBack(intent.Resource.ToDollarId(), intent.Uid, refused.Message);
        }
        catch (Exception failure) when (failure is not (OperationCanceledException or StoreUnavailableException))
        {
            // One that cannot be finished must not keep the others from it; it stays, and is tried again.
            LogFailed(failure, intent.Resource.ToDollarId(), intent.Uid);
            return false;
        }

        await intents.RemoveAsync(intent.Kind, intent.Uid, cancellation);
        return true;
    }

    [LoggerMessage(1201, LogLevel.Information, "Took back the unfinished change of {Resource} ({Uid}): {Reason}")]
    private partial void LogTakenBack(string resource, string uid, string reason);

    [LoggerMessage(1202, LogLevel.Warning, "The unfinished change of {Resource} ({Uid}) could not be finished; it is tried again")]
    private partial void LogFailed(Exception failure, string resource, string uid);
}
