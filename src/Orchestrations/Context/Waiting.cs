namespace BatchAi.Orchestrations;

/// <summary>How every story waits.</summary>
internal static class Waiting
{
    extension(OrchestrationContext context)
    {
        /// <summary>Until the bell rings or the time has come, whichever is first; what is abandoned is cancelled.</summary>
        public async Task WaitForBellAsync(DateTimeOffset until)
        {
            using CancellationTokenSource over = new();
            Task bell = context.WaitForRingAsync(Activities.OrchestrationNames.Bell, over.Token);
            Task timer = context.TimerAsync(until, over.Token);
            await Task.WhenAny(bell, timer);
            over.Cancel();
        }
    }
}
