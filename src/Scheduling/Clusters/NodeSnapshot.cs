namespace BatchAi.Scheduling;

/// <summary>One node as the facts show it.</summary>
public sealed record NodeSnapshot
{
    /// <summary>Number of the node in its cluster, never given twice.</summary>
    public required int Ordinal { get; init; }

    public required NodeCondition Condition { get; init; }

    /// <summary>When the node was first known: listed by the cloud or registered.</summary>
    public required DateTimeOffset KnownSince { get; init; }

    /// <summary>When its agent was last heard; null when it never was.</summary>
    public DateTimeOffset? LastHeard { get; init; }

    /// <summary>When it last became free of any job; null while it holds one or was never ready.</summary>
    public DateTimeOffset? IdleSince { get; init; }

    /// <summary>It runs a job, and was expected to call by now: whether it is still there is asked of the cloud.</summary>
    public bool HasMissedCalls { get; init; }

    /// <summary>The platform announced that it will be taken away.</summary>
    public bool EvictionNoticed { get; init; }
}
