using BatchAi.Services;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BatchAi.LocalHost;

/// <summary>Takes job messages from their queue: at once while there are some, then less and less often.</summary>
internal sealed partial class JobMessageService(
    IJobMessages queue,
    IServiceScopeFactory scopes,
    TimeProvider clock,
    ILogger<JobMessageService> logger) : BackgroundService
{
    private const int AtOnce = 16;

    private static readonly TimeSpan s_shortestWait = TimeSpan.FromMilliseconds(100);

    /// <summary>As the Functions host has it: an idle queue costs 120 reads an hour.</summary>
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(30);

    /// <summary>After this long a message whose handling failed, or died, is delivered again.</summary>
    private static readonly TimeSpan s_hidden = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        TimeSpan wait = s_shortestWait;
        while (true)
        {
            try
            {
                IReadOnlyList<ReceivedMessage> received = await queue.ReceiveAsync(AtOnce, s_hidden, stoppingToken);
                await Task.WhenAll(received.Select(message => HandleAsync(message, stoppingToken)));
                wait = received.Count > 0 ? s_shortestWait : Min(wait * 2, s_longestWait);
            }
            catch (Exception away) when (away is not OperationCanceledException)
            {
                LogAway(away);
                wait = s_longestWait;
            }

            await Task.Delay(wait, clock, stoppingToken);
        }
    }

    private async Task HandleAsync(ReceivedMessage received, CancellationToken cancellation)
    {
        try
        {
            await using AsyncServiceScope scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<JobMessageHandler>().HandleAsync(received.Message, cancellation);
            await queue.DeleteAsync(received, cancellation);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // The edge of a background loop: the queue delivers the message again.
            LogFailed(received.Message.Id, received.Message.DequeueCount, failure);
        }
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    [LoggerMessage(
        EventId = 910,
        Level = LogLevel.Warning,
        Message = "The queue of jobs cannot be read; it is tried again in half a minute")]
    private partial void LogAway(Exception away);

    [LoggerMessage(EventId = 911, Level = LogLevel.Warning, Message = "Message {Id} failed at delivery {Count}; it is delivered again")]
    private partial void LogFailed(string id, long count, Exception failure);
}
