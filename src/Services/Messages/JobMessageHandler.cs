using BatchAi.Model;
using BatchAi.State;
using Microsoft.Extensions.Logging;

namespace BatchAi.Services;

/// <summary>
/// Makes a job of a queue's message. A message may be delivered any number of times: its id is kept for a week, also
/// when the job is deleted meanwhile, and what follows from it (announcement, poison queue) is repeated. The caller
/// deletes the message when this returns, and leaves it in the queue when this throws.
/// </summary>
public sealed partial class JobMessageHandler(
    Jobs jobs,
    JobMessageReader reader,
    MessageLog log,
    IJobMessages queue,
    IMessageBodies bodies,
    Announcements announcements,
    TimeProvider clock,
    ILogger<JobMessageHandler> logger)
{
    /// <summary>A message that failed so often, for whatever reason, is refused at its next failure.</summary>
    public const int MostAttempts = 5;

    /// <summary>What came of it, now or at an earlier delivery. Throws only what may pass: the message is to be delivered again.</summary>
    public async Task<HandledMessage> HandleAsync(QueuedMessage message, CancellationToken cancellation)
    {
        HandledMessage handled = await log.FindAsync(message.Id, cancellation) ?? await TakeAsync(message, cancellation);
        if (handled.Refusal is { } refusal)
        {
            LogRefused(message.Id, refusal.Code, refusal.Message);
            await queue.PoisonAsync(message.Text, cancellation);
        }
        else if (handled.Blob is { } blob)
        {
            await bodies.DeleteAsync(blob, cancellation);
        }

        await announcements.AnnounceAsync(JobEvents.Handled(handled), cancellation);
        return handled;
    }

    private async Task<HandledMessage> TakeAsync(QueuedMessage message, CancellationToken cancellation)
    {
        HandledMessage handled = new() { Id = message.Id, At = clock.GetUtcNow() };
        bool isLast = message.DequeueCount >= MostAttempts;
        try
        {
            JobMessage asked = await reader.ReadAsync(message.Text, cancellation);
            handled = handled with { Blob = asked.Blob, Job = JobMessageBody.TryName(asked) };
            (JobId id, JobProperties properties) = JobMessageBody.Accept(asked);
            PutResult<JobRow> put = await jobs.PutAsync(id, properties, message.Id, Preconditions.None, cancellation);
            handled = handled with { JobUid = put.Row.Uid };
        }
        catch (ApiException refused) when (isLast || !Refusals.MayPass(refused))
        {
            handled = handled with { Refusal = refused.Error };
        }
        catch (Exception failure) when (isLast && failure is not OperationCanceledException)
        {
            // Its text may quote the message, and with it a secret: that is for the log alone.
            LogGivenUp(message.Id, failure);
            handled = handled with
            {
                Refusal = new CloudErrorBody
                {
                    Code = "TooManyAttempts",
                    Message = $"The message failed {message.DequeueCount} times; the service's log has more under its id.",
                },
            };
        }

        return await log.AddAsync(handled, cancellation);
    }

    [LoggerMessage(1302, LogLevel.Warning, "Message {Id} is no job: {Code}: {Reason}")]
    private partial void LogRefused(string id, string? code, string? reason);

    [LoggerMessage(1303, LogLevel.Error, "Message {Id} failed for the last time")]
    private partial void LogGivenUp(string id, Exception failure);
}
