using BatchAi.Activities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BatchAi.LocalHost;

/// <summary>Runs the watchdog: once at the start, for what an earlier process left, and then now and then.</summary>
internal sealed partial class WatchdogService(IServiceScopeFactory scopes, TimeProvider clock, ILogger<WatchdogService> logger) : BackgroundService
{
    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Nobody who wrote an intent before this process began can be alive, and what was to be rung then may be lost.
        TimeSpan patience = TimeSpan.Zero;
        using PeriodicTimer timer = new(s_every, clock);
        do
        {
            try
            {
                await using AsyncServiceScope scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<IntentRunner>().ResumeAllAsync(patience, stoppingToken);
                Watchdog watchdog = scope.ServiceProvider.GetRequiredService<Watchdog>();
                await watchdog.RunAsync(stoppingToken);
                if (patience == TimeSpan.Zero)
                    await watchdog.RingAllAsync(stoppingToken);
                await scope.ServiceProvider.GetRequiredService<Housekeeping>().RunAsync(stoppingToken);
                await scope.ServiceProvider.GetRequiredService<LedgerRollUp>().RunAsync(stoppingToken);
                patience = IntentRunner.Patience;
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                // The edge of a background loop: the next round looks again at the same facts.
                RoundFailed(logger, failure);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(EventId = 900, Level = LogLevel.Warning, Message = "A round of the watchdog failed; the next one looks again")]
    private static partial void RoundFailed(ILogger logger, Exception failure);
}
