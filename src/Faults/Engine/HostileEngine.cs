using BatchAi.Embedded;

namespace BatchAi.Faults;

/// <summary>Draws the engine's misbehaviour by chance from a seed.</summary>
public sealed class HostileEngine(HostileSettings settings) : IEngineDisturbance
{
#pragma warning disable CA5394 // Repeatable chance is the point; nothing secret comes from it.
    private readonly Random _random = new(settings.Seed);
    /// <summary>Null without settings.</summary>
    public static HostileEngine? Of(HostileSettings? settings) => settings is null ? null : new HostileEngine(settings);

    public IReadOnlyList<TimeSpan> RingDelays()
    {
        if (Happens(settings.DropRing))
            return [];

        return Happens(settings.DoubleRing) ? [RingDelay(), RingDelay()] : [RingDelay()];
    }

    public IReadOnlyList<TimeSpan> ActivityDelays()
    {
        if (!Happens(settings.DoubleActivity))
            return [TimeSpan.Zero];

        return [TimeSpan.Zero, Happens(0.5) ? TimeSpan.Zero : UpTo(settings.MaxDelay)];
    }

    public TimeSpan TimerHaste() => Happens(settings.EarlyTimer) ? UpTo(settings.EarliestTimer) : TimeSpan.Zero;

    public int Pick(int count) => _random.Next(count);

    private TimeSpan RingDelay() => Happens(settings.DelayRing) ? UpTo(settings.MaxDelay) : TimeSpan.Zero;

    private bool Happens(double rate) => _random.NextDouble() < rate;

    private TimeSpan UpTo(TimeSpan longest) => longest * _random.NextDouble();
#pragma warning restore CA5394
}
