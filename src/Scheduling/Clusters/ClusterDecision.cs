namespace BatchAi.Scheduling;

/// <summary>What to do now. Empty lists and a <see cref="WantedSize"/> equal to the asked one mean "nothing".</summary>
public sealed record ClusterDecision
{
    /// <summary>Gangs to commit, in order.</summary>
    public required IReadOnlyList<Reservation> Reservations { get; init; }

    /// <summary>Jobs to stop because their nodes are lost or wanted back.</summary>
    public required IReadOnlyList<Eviction> Evictions { get; init; }

    /// <summary>
    /// Ordinals of nodes to remove by name; never one a job holds, unless that job is evicted and has reported it
    /// clean, or the node is lost.
    /// </summary>
    public required IReadOnlyList<int> Removals { get; init; }

    /// <summary>
    /// The size the cluster should have after the removals; the scale set is raised to it, never lowered. While the
    /// asked size is unknown it is the number of nodes known, and means nothing.
    /// </summary>
    public required int WantedSize { get; init; }

    /// <summary>When a wait ends that this decision took account of: an idle node's, or a back-off's. Null when there is none.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>
    /// Something may change without a ring and at no known time: nodes fall silent, appear and vanish, quota comes
    /// free. Somebody has to look at the facts now and then.
    /// </summary>
    public bool Unsettled { get; init; }

    /// <summary>One line for the journal; null when nothing was decided.</summary>
    public string? Why { get; init; }
}
