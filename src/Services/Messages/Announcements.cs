using BatchAi.Model;
using BatchAi.State;
using Microsoft.Extensions.Logging;

namespace BatchAi.Services;

/// <summary>
/// Announces what happened, after the fact and at least once. What cannot be announced now is kept and announced by the
/// watchdog: nobody waits for a queue that is away. Whoever announces does so before it removes the fact that makes it
/// announce, so that a crash in between repeats it.
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

/// <summary>The announcements there are. Their ids are made of what happened, so that each copy of one has the same.</summary>
public static class JobEvents
{
    public static JobEvent Handled(HandledMessage message) => new()
    {
        Id = $"{message.Id}-{(message.Refusal is null ? "accepted" : "refused")}",
        Type = message.Refusal is null ? JobEvent.Accepted : JobEvent.Refused,
        Subject = message.Job?.ArmId,
        Time = message.At,
        Data = new JobEventData { JobUid = message.JobUid, MessageId = message.Id, Reason = message.Refusal },
    };

    public static JobEvent Ended(JobRow job, JobExecution execution) => new()
    {
        Id = $"{job.Uid}-ended",
        Type = JobEvent.Ended,
        Subject = job.Id.ArmId,
        Time = execution.Info?.EndTime ?? execution.ChangedAt,
        Data = new JobEventData
        {
            JobUid = job.Uid,
            MessageId = job.MessageId,
            ExecutionState = execution.State,
            ExitCode = execution.Info?.ExitCode,
            Errors = execution.Info?.Errors,
        },
    };
}
