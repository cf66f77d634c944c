namespace BatchAi.LocalCloud;

/// <summary>What goes wrong on purpose, as probabilities between 0 and 1, drawn from one seeded sequence.</summary>
public sealed record FaultOptions
{
    /// <summary>Seed of the sequence: the same seed and the same requests give the same faults.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>No more faults than this are injected, over all kinds.</summary>
    public int AtMost { get; init; } = int.MaxValue;

    /// <summary>A request is answered 429 with Retry-After of one second.</summary>
    public double Throttle { get; init; }

    /// <summary>A request is answered 503 and not performed.</summary>
    public double ServerError { get; init; }

    /// <summary>A write is performed, and the connection dropped instead of an answer.</summary>
    public double LostAnswer { get; init; }

    /// <summary>A raise fails as a whole: no instance comes.</summary>
    public double AllocationFailure { get; init; }

    /// <summary>A raise fails in part: half of the instances, rounded up, are listed as failed.</summary>
    public double PartialAllocation { get; init; }

    /// <summary>An instance takes ten times the provisioning delay.</summary>
    public double SlowInstance { get; init; }

    /// <summary>An instance is reported as running, but its main process never starts.</summary>
    public double DeadInstance { get; init; }

    /// <summary>An instance is taken away within <see cref="EvictWithin"/> of its start.</summary>
    public double Eviction { get; init; }

    /// <summary>Longest life of an instance that is to be evicted.</summary>
    public TimeSpan EvictWithin { get; init; } = TimeSpan.FromSeconds(10);
}
