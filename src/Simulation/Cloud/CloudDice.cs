namespace BatchAi.Simulation;

/// <summary>Draws the faults. Callers may be many threads.</summary>
internal sealed class CloudDice(CloudFaults faults)
{
    private readonly Lock _gate = new();

#pragma warning disable CA5394 // Repeatable chance is the point; nothing secret comes from it.
    private readonly Random _random = new(faults.Seed);

    /// <summary>How many faults were drawn so far.</summary>
    public int Fallen { get; private set; }

    public bool Falls(Func<CloudFaults, double> probability)
    {
        double most = probability(faults);
        if (most <= 0)
            return false;

        lock (_gate)
        {
            bool falls = _random.NextDouble() < most;
            Fallen += falls ? 1 : 0;
            return falls;
        }
    }

    /// <summary>How long a new machine lives; null when it is not evicted.</summary>
    public TimeSpan? Lifetime()
    {
        if (!Falls(chance => chance.MachineIsEvicted))
            return null;

        lock (_gate)
            return faults.EvictedWithin * _random.NextDouble();
    }
#pragma warning restore CA5394
}
