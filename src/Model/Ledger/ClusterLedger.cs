namespace BatchAi.Model;

/// <summary>What the nodes of a cluster were used for: answer of <c>GET …/clusters/{name}/ledger</c> at 2026-11-01.</summary>
public sealed record ClusterLedger
{
    /// <summary>First day (UTC).</summary>
    public required DateOnly From { get; init; }

    /// <summary>Last day (UTC), included; of today what is past.</summary>
    public required DateOnly To { get; init; }

    /// <summary>Hours of all nodes together.</summary>
    public required double NodeHours { get; init; }

    /// <summary>The same by what the nodes did: all states, in a fixed order.</summary>
    public required IReadOnlyList<StateUsage> States { get; init; }

    /// <summary>The same by the jobs that held nodes, most first; not all where <see cref="JobCount"/> says that there are more.</summary>
    public required IReadOnlyList<JobUsage> Jobs { get; init; }

    /// <summary>How many jobs held nodes.</summary>
    public required int JobCount { get; init; }
}
