using BatchAi.Services;

namespace BatchAi.Orchestrations;

/// <summary>
/// How a story waits from one turn to the next: until its bell rings or a deadline has come, whichever is first.
/// Dispose it when the story ends, so that no timer outlives it.
/// </summary>
/// <remarks>
/// A timer that was set and is no longer wanted still costs: on Azure Storage its message arrives when it is due and is
/// read, matched against the history and deleted. So a timer is set for deadlines only (nothing is looked at "once more
/// in a minute": the watchdog does that for all), and one that fires early enough for the next deadline, too, is kept.
/// </remarks>
internal sealed class Waiting(OrchestrationContext context) : IDisposable
{
    /// <summary>
    /// After so many turns a story begins anew with an empty history. A turn leaves about ten events, so the history
    /// stays in the hundreds: small enough to be read at once, and to be replayed in a few milliseconds.
    /// </summary>
    public const int TurnsInARow = 40;

    private Task? _timer;
    private DateTimeOffset _firesAt;
    private CancellationTokenSource? _abandoned;

    /// <param name="deadline">Null waits for the bell alone.</param>
    public async Task ForBellAsync(DateTimeOffset? deadline)
    {
        SetTimer(deadline);
        using CancellationTokenSource over = new();
        Task bell = context.WaitForRingAsync(OrchestrationNames.Bell, over.Token);
        if (_timer is null)
        {
            await bell;
            return;
        }

        await Task.WhenAny(bell, _timer);
        over.Cancel();
    }

    public void Dispose()
    {
        _abandoned?.Cancel();
        _abandoned?.Dispose();
        (_timer, _abandoned) = (null, null);
    }

    private void SetTimer(DateTimeOffset? deadline)
    {
        if (_timer is { IsCompleted: true })
            Dispose();
        if (deadline is not { } at || (_timer is not null && _firesAt <= at))
            return;

        Dispose();
        _abandoned = new CancellationTokenSource();
        _firesAt = at;
        _timer = context.TimerAsync(at, _abandoned.Token);
    }
}
