using BatchAi.Model;

namespace BatchAi.State;

/// <summary>
/// Row <c>control</c>: what is decided about a cluster. Written by Reconcile, whose first commit takes a generation
/// over, and by the watchdog; the deletion removes it.
/// </summary>
public sealed record ClusterControl
{
    /// <summary>Which run of the cluster's orchestration may decide.</summary>
    public required int Generation { get; init; }

    /// <summary>
    /// True while generation <see cref="Generation"/> runs; false at rest, when the next one is started by whoever
    /// wakes the cluster.
    /// </summary>
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

/// <summary>A write to the scale set: committed before it is begun, so that at most one is under way.</summary>
/// <param name="Fence">The decision that asked for it; a late duplicate carries an old one and does nothing.</param>
/// <param name="Size">The size wanted (raise).</param>
/// <param name="Seen">The size last seen when it was decided (raise).</param>
/// <param name="Ordinals">The nodes to go (remove).</param>
/// <param name="OperationUrl">Null until the cloud has accepted it.</param>
public sealed record FleetWork(
    FleetAction Action,
    long Fence,
    int Size,
    int Seen,
    IReadOnlyList<int> Ordinals,
    DateTimeOffset Since,
    string? OperationUrl = null);

/// <summary>What is done to a scale set.</summary>
public enum FleetAction
{
    Create,
    Raise,
    Remove,
    Delete,

    /// <summary>Asks how the write under way stands.</summary>
    Poll,

    /// <summary>Reads size, instances and quota; brings the node rows in line with what exists.</summary>
    Observe,
}

/// <summary>Why the cloud last said no.</summary>
public sealed record FleetProblem(FleetRefusal Refusal, string Code, string Message, DateTimeOffset At)
{
    private const int LongestSummary = 300;

    /// <summary>
    /// Kind, code and the cloud's words in one line, for example <c>Rights AuthorizationFailed: The client … does not
    /// have authorization …</c>
    /// </summary>
    public string Summary
    {
        get
        {
            string text = $"{Refusal} {Code}: {Message.ReplaceLineEndings(" ")}";
            return text.Length <= LongestSummary ? text : text[..LongestSummary] + "…";
        }
    }
}

/// <summary>Why the cloud said no, which decides what to do next.</summary>
public enum FleetRefusal
{
    /// <summary>The subscription's quota is used up: wait for release.</summary>
    Quota,

    /// <summary>The region has no such machines now: back off.</summary>
    Capacity,

    /// <summary>
    /// The size, the image or a policy of the subscription forbids it: no use to ask again before somebody changes one
    /// of them.
    /// </summary>
    Policy,

    /// <summary>The control plane's identity may not do it: no use to ask again before somebody grants the rights.</summary>
    Rights,

    /// <summary>Anything else: try again after a short back-off.</summary>
    Transient,
}

/// <summary>How many more nodes the quota allowed when it was read.</summary>
public sealed record FleetQuota(int NodesLeft, string Text, DateTimeOffset ReadAt);

/// <summary>Machines that were given and never registered; forgotten once one that came later does.</summary>
/// <param name="InARow">Rounds of them without a node that registered in between; sets the length of the wait.</param>
/// <param name="Nodes">How many the last round had.</param>
/// <param name="At">When they were given up.</param>
/// <param name="Until">No machine is asked for before.</param>
public sealed record NoShows(int InARow, int Nodes, DateTimeOffset At, DateTimeOffset Until);
