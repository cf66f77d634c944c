using BatchAi.Model;
using Microsoft.Extensions.Logging;

namespace BatchAi.Activities;

/// <summary>
/// Announces what happened, after the fact and at least once. What cannot be announced now is kept and announced by the watchdog: nobody waits for a queue that is away.
/// Whoever announces does so before it removes the fact that makes it announce, so that a crash in between repeats it.
/// </summary>
public sealed partial class Announcements(ITableStore store, IJobEvents events, ILogger<Announcements> logger)
{
    /// <summary>Of one round; the rest in later ones.</summary>
    private const int MostKept = 1_000;

    public async Task AnnounceAsync(JobEvent happened, CancellationToken cancellation)
    {
        if (!await TrySendAsync(happened, cancellation))
            await store.TryInsertAsync(Tables.Messages, MessageKeys.Unsent, happened.Id.ToLowerInvariant(), happened, cancellation);
    }

    /// <summary>Announces what was kept, as far as it can be announced now. One read when there is nothing.</summary>
    public async Task AnnounceKeptAsync(CancellationToken cancellation)
    {
        foreach (Row<JobEvent> kept in await store.ListAsync<JobEvent>(Tables.Messages, MessageKeys.Unsent, "", MostKept, cancellation))
        {
            if (!await TrySendAsync(kept.Value, cancellation))
                return;
            await store.TryDeleteAsync(Tables.Messages, MessageKeys.Unsent, kept, cancellation);
        }
    }

    private async Task<bool> TrySendAsync(JobEvent happened, CancellationToken cancellation)
    {
        try
        {
            await events.SendAsync(happened, cancellation);
            return true;
        }
        catch (StoreUnavailableException away)
        {
            LogKept(happened.Id, away);
            return false;
        }
    }

    [LoggerMessage(1301, LogLevel.Warning, "Event {Id} could not be announced and is kept for later")]
    private partial void LogKept(string id, Exception reason);
}
