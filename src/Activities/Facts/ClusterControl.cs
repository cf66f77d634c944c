using BatchAi.Model;

namespace BatchAi.Activities;

/// <summary>Row <c>control</c>: what is decided about a cluster. Written by Reconcile, whose first commit takes a generation over, and by the watchdog; the deletion removes it.</summary>
public sealed record ClusterControl
{
    /// <summary>Which run of the cluster's orchestration may decide.</summary>
    public required int Generation { get; init; }

    /// <summary>True while generation <see cref="Generation"/> runs; false at rest, when the next one is started by whoever wakes the cluster.</summary>
    public required bool Awake { get; init; }

    /// <summary>Up by one at every decision.</summary>
    public required long Fence { get; init; }

    /// <summary>The scale set was made.</summary>
    public bool ScaleSetReady { get; init; }

    /// <summary>The scale set is gone again: nothing of the cluster is left in the cloud.</summary>
    public bool ScaleSetGone { get; init; }

    /// <summary>Size the scale set was last seen or asked to have.</summary>
    public int AskedSize { get; init; }

    /// <summary>The cluster has had the nodes it was to begin with (<c>initialNodeCount</c>); from then on its minimum counts.</summary>
    public bool InitialReached { get; init; }

    /// <summary>The one write to the scale set that is under way.</summary>
    public FleetWork? InFlight { get; init; }

    /// <summary>Nodes whose removal was asked for and that have not vanished yet.</summary>
    public IReadOnlyList<int> Leaving { get; init; } = [];

    /// <summary>When the fleet was last read; null asks for a reading.</summary>
    public DateTimeOffset? ObservedAt { get; init; }

    public FleetQuota? Quota { get; init; }

    public DateTimeOffset? BackoffUntil { get; init; }

    /// <summary>Refusals in a row; sets the length of the next back-off.</summary>
    public int Refusals { get; init; }

    /// <summary>The last refusal; forgotten at the next success, and when nothing more is wanted.</summary>
    public FleetProblem? Problem { get; init; }

    /// <summary>Machines that never became nodes, while that is the last that was seen of new ones.</summary>
    public NoShows? NoShows { get; init; }

    /// <summary>Jobs are being started, or wait for nodes that are coming: an idle node may be given work at any moment.</summary>
    public bool Starting { get; init; }

    public AllocationState AllocationState { get; init; }

    public required DateTimeOffset AllocationChangedAt { get; init; }
}
