namespace BatchAi.Faults;

/// <summary>
/// How unkind the engine is on purpose: all that Azure may do, by chance from a seed. Rates are probabilities from 0 to
/// 1.
/// </summary>
/// <remarks>With any rates, rings to an instance that has not run yet are dropped.</remarks>
public sealed record HostileSettings(int Seed)
{
    /// <summary>An activity runs twice: at once and overlapping, or the second time late. The first result counts.</summary>
    public double DoubleActivity { get; init; } = 0.3;

    public double DropRing { get; init; } = 0.2;

    /// <summary>A ring comes late, and so after rings that were sent later.</summary>
    public double DelayRing { get; init; } = 0.2;

    public double DoubleRing { get; init; } = 0.2;

    /// <summary>A timer fires up to <see cref="EarliestTimer"/> early.</summary>
    public double EarlyTimer { get; init; } = 0.5;

    /// <summary>Longest delay of a late ring or a late second run.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>What Azure was seen to do: a one-second timer fired 0.85 s early.</summary>
    public TimeSpan EarliestTimer { get; init; } = TimeSpan.FromSeconds(1);
}
