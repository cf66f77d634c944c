using BatchAi.Model;

namespace BatchAi.Scheduling;

/// <summary>One attempt of a job as the facts show it.</summary>
public sealed record JobView
{
    public required JobPhase Phase { get; init; }

    /// <summary>In rank order, the master first; null where the node has not reported this attempt yet.</summary>
    public required IReadOnlyList<NodeReport?> Nodes { get; init; }

    /// <summary>The user wants the job to end. With <see cref="Result"/> set it ends with that, else as terminated.</summary>
    public bool StopRequested { get; init; }

    /// <summary>The nodes are taken back and the job runs again: this attempt stops without a result, unless it has one.</summary>
    public bool Requeued { get; init; }

    /// <summary>When the attempt began; its wall-clock limit counts from here.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    public required TimeSpan MaxWallClockTime { get; init; }

    /// <summary>How the job ended, once known; never changes after that.</summary>
    public JobResult? Result { get; init; }
}
