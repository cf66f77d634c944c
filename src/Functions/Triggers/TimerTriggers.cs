using BatchAi.Services;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace BatchAi.Functions;

/// <summary>
/// What has to be looked at now and then. Plain timers: they must run, too, when the orchestrations do not. A round
/// that is missed is made up for by the next, so no monitor is kept.
/// </summary>
public static class TimerTriggers
{
    /// <summary>
    /// Each minute, as long as a lost ring may cost. Housekeeping goes with it: an execution is paid for as a second at
    /// least, and each of the two takes less.
    /// </summary>
    [Function(nameof(Watchdog))]
    public static async Task Watchdog(
        [TimerTrigger("0 * * * * *", UseMonitor = false)] TimerInfo timer,
        [DurableClient] DurableTaskClient engine,
        FunctionContext context)
    {
        IServiceProvider services = InvocationEngine.Bind(context.InstanceServices, engine);
        await services.GetRequiredService<WatchdogRound>().RunAsync(context.CancellationToken);
    }

    /// <summary>Each ten minutes, at a quiet second.</summary>
    [Function(nameof(LedgerRollUp))]
    public static Task LedgerRollUp(
        [TimerTrigger("30 */10 * * * *", UseMonitor = false)] TimerInfo timer,
        [DurableClient] DurableTaskClient engine,
        FunctionContext context
    ) => InvocationEngine.Bind(context.InstanceServices, engine).GetRequiredService<LedgerRollUp>().RunAsync(context.CancellationToken);
}
