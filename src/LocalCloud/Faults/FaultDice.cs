namespace BatchAi.LocalCloud;

/// <summary>Draws the faults. Callers may be many threads.</summary>
internal sealed class FaultDice(FaultOptions options)
{
    private readonly Lock _gate = new();

#pragma warning disable CA5394 // Repeatable chance is the point; nothing secret comes from it.
    private readonly Random _random = new(options.Seed);

    private int _left = options.AtMost;

    public bool Throttles() => Falls(options.Throttle);

    public bool FailsRequest() => Falls(options.ServerError);

    public bool LosesAnswer() => Falls(options.LostAnswer);

    public bool FailsAllocation() => Falls(options.AllocationFailure);

    public bool FailsPartly() => Falls(options.PartialAllocation);

    public bool IsSlow() => Falls(options.SlowInstance);

    public bool IsDead() => Falls(options.DeadInstance);

    /// <summary>How long a new instance lives; null when it is not evicted.</summary>
    public TimeSpan? Lifetime()
    {
        if (!Falls(options.Eviction))
            return null;

        lock (_gate)
            return options.EvictWithin * _random.NextDouble();
    }

    private bool Falls(double probability)
    {
        if (probability <= 0)
            return false;

        lock (_gate)
        {
            if (_left <= 0 || _random.NextDouble() >= probability)
                return false;

            _left--;
            return true;
        }
    }
#pragma warning restore CA5394
}
