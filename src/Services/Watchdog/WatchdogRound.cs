namespace BatchAi.Services;

/// <summary>
/// What a host's timer runs: unfinished changes, the watchdog, and what keeps the store small. Each part has its turn
/// whatever became of those before it.
/// </summary>
public sealed class WatchdogRound(IntentRunner intents, Watchdog watchdog, Housekeeping housekeeping, LedgerRollUp rollUp)
{
    /// <summary>A round of a host whose ledger is rolled up by a timer of its own.</summary>
    /// <exception cref="RoundFailedException">Parts of it failed.</exception>
    public Task RunAsync(CancellationToken cancellation) => RunAsync(IntentRunner.Patience, ringsAll: false, rollsUp: false, cancellation);

    /// <summary>A round of a host that serves alone, the ledger's roll-up included.</summary>
    /// <param name="isFirst">
    /// The host has just started. Nobody who began a change before can be alive, so none is waited for; what was to be rung then may be
    /// lost, so all are rung.
    /// </param>
    /// <exception cref="RoundFailedException">Parts of it failed.</exception>
    public Task RunAloneAsync(bool isFirst, CancellationToken cancellation) =>
        RunAsync(isFirst ? TimeSpan.Zero : IntentRunner.Patience, ringsAll: isFirst, rollsUp: true, cancellation);

    private async Task RunAsync(TimeSpan patience, bool ringsAll, bool rollsUp, CancellationToken cancellation)
    {
        Round round = new(cancellation);
        await round.TryAsync("Unfinished changes", token => intents.ResumeAllAsync(patience, token));
        await round.TryAsync("Watchdog", watchdog.RunAsync);
        if (ringsAll)
            await round.TryAsync("Ringing all", watchdog.RingAllAsync);
        await round.TryAsync("Housekeeping", housekeeping.RunAsync);
        if (rollsUp)
            await round.TryAsync("Ledger", rollUp.RunAsync);
        round.ThrowIfFailed();
    }
}
