namespace BatchAi.Scheduling;

/// <summary>
/// Everything a decision about one cluster may look at. Lists are in the order of the facts: the queue by priority,
/// then by creation time.
/// </summary>
public sealed record ClusterSnapshot
{
    public required ScaleTarget Scale { get; init; }

    /// <summary>Nodes of the cluster that the cloud lists or that have registered, by ordinal.</summary>
    public required IReadOnlyList<NodeSnapshot> Nodes { get; init; }

    /// <summary>Jobs that hold nodes, in any phase.</summary>
    public required IReadOnlyList<HoldingJob> Holding { get; init; }

    /// <summary>The head of the queue, at most a window.</summary>
    public required IReadOnlyList<WaitingJob> Waiting { get; init; }

    /// <summary>How many more jobs wait behind the window; null when that was not counted.</summary>
    public int? WaitingBeyondWindow { get; init; }

    public required CapacitySnapshot Capacity { get; init; }

    /// <summary>The cluster is being deleted: no reservation, no node wanted.</summary>
    public bool Deleting { get; init; }
}
