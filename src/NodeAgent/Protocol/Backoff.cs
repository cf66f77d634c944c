namespace BatchAi.NodeAgent;

/// <summary>Waits that double from try to try, each shortened by up to half at random so that nodes do not call in step.</summary>
internal sealed class Backoff(TimeProvider clock, Random random)
{
    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(5);

    private TimeSpan _next = s_first;

    public void Reset() => _next = s_first;

    public Task WaitAsync(CancellationToken cancellation)
    {
        TimeSpan wait = _next * (1 - (random.NextDouble() / 2));
        _next = _next * 2 < s_longest ? _next * 2 : s_longest;
        return Task.Delay(wait, clock, cancellation);
    }
}
