namespace BatchAi.Simulation;

/// <summary>What goes wrong in the simulated cloud, as probabilities between 0 and 1, drawn from one seeded sequence.</summary>
public sealed record CloudFaults
{
    public int Seed { get; init; } = 1;

    /// <summary>A request is refused as by throttling, and not performed.</summary>
    public double RequestFails { get; init; }

    /// <summary>A request is performed, and its answer lost.</summary>
    public double LosesAnswer { get; init; }

    /// <summary>A raise fails as a whole: no machine comes.</summary>
    public double AllocationFails { get; init; }

    /// <summary>A raise fails in part: half of the machines, rounded up, are listed and never start.</summary>
    public double AllocationIsPartial { get; init; }

    /// <summary>A machine takes ten times as long to boot.</summary>
    public double MachineIsSlow { get; init; }

    /// <summary>A machine is listed as running, but its agent never starts.</summary>
    public double MachineIsDead { get; init; }

    /// <summary>A machine is taken away within <see cref="EvictedWithin"/> of its start.</summary>
    public double MachineIsEvicted { get; init; }

    public TimeSpan EvictedWithin { get; init; } = TimeSpan.FromHours(1);
}
