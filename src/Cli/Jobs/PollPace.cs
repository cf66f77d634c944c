namespace BatchAi.Cli;

/// <summary>How long to wait before looking again: 0.3 s after a change, slowing down to 2 s while nothing happens.</summary>
public sealed class PollPace
{
    private static readonly TimeSpan s_fastest = TimeSpan.FromSeconds(0.3);
    private static readonly TimeSpan s_slowest = TimeSpan.FromSeconds(2);
    private TimeSpan _next = s_fastest;

    /// <summary>Something happened: look often again.</summary>
    public void Hurry() => _next = s_fastest;

    /// <summary>The wait before the next look.</summary>
    public TimeSpan Next()
    {
        TimeSpan wait = _next;
        TimeSpan slower = _next * 1.1;
        _next = slower < s_slowest ? slower : s_slowest;
        return wait;
    }
}
