namespace BatchAi.Embedded;

/// <summary>Draws the engine's misbehaviour. Not thread-safe: it is asked under the engine's gate only.</summary>
internal sealed class Hostility(HostileSettings settings, Random random)
{
    /// <summary>When copies of a ring arrive, from now; none when it is lost.</summary>
    public TimeSpan[] RingDelays()
    {
        if (Happens(settings.DropRing))
            return [];

        return Happens(settings.DoubleRing) ? [RingDelay(), RingDelay()] : [RingDelay()];
    }

    /// <summary>When runs of an activity start, from now; one of them starts at once.</summary>
    public TimeSpan[] ActivityDelays()
    {
        if (!Happens(settings.DoubleActivity))
            return [TimeSpan.Zero];

        return [TimeSpan.Zero, Happens(0.5) ? TimeSpan.Zero : UpTo(settings.MaxDelay)];
    }

    public TimeSpan TimerHaste() => Happens(settings.EarlyTimer) ? UpTo(settings.EarliestTimer) : TimeSpan.Zero;

    /// <summary>Which of several waiting things goes first.</summary>
    public int Pick(int count) => random.Next(count);

    private TimeSpan RingDelay() => Happens(settings.DelayRing) ? UpTo(settings.MaxDelay) : TimeSpan.Zero;

    private bool Happens(double rate) => random.NextDouble() < rate;

    private TimeSpan UpTo(TimeSpan longest) => longest * random.NextDouble();
}
