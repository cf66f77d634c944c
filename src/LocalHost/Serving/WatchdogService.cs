using BatchAi.Services;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BatchAi.LocalHost;

/// <summary>Runs the watchdog: once at the start, for what an earlier process left, and then now and then.</summary>
internal sealed partial class WatchdogService(
    IServiceScopeFactory scopes,
    ClusterTiming timing,
    TimeProvider clock,
    ILogger<WatchdogService> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        bool isFirst = true;
        // Twice as often as a cluster looks by itself: a round that is missed is no gap in the control plane's health yet.
        using PeriodicTimer timer = new(timing.LookAgain / 2, clock);
        do
        {
            try
            {
                await using AsyncServiceScope scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<WatchdogRound>().RunAloneAsync(isFirst, stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                // The edge of a background loop: the next round looks again at the same facts.
                RoundFailed(logger, failure);
            }

            // Also after a failure: by the next round, somebody whom this process serves may be at work on a change.
            isFirst = false;
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(EventId = 900, Level = LogLevel.Warning, Message = "A round of the watchdog failed; the next one looks again")]
    private static partial void RoundFailed(ILogger logger, Exception failure);
}
