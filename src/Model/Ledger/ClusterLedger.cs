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

/// <summary>Time that nodes spent in one state.</summary>
public sealed record StateUsage
{
    /// <summary>preparing, idle, running, unusable or leaving.</summary>
    public required string State { get; init; }

    public required double NodeHours { get; init; }
}

/// <summary>Time for which one job held nodes.</summary>
public sealed record JobUsage
{
    /// <summary>The job's Azure Resource Manager id; it may be deleted since.</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Tells it from an earlier job of the same name.</summary>
    public required string JobUid { get; init; }

    public required double NodeHours { get; init; }
}
