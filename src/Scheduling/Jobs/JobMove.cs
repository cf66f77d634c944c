using BatchAi.Model;

namespace BatchAi.Scheduling;

/// <summary>What to write into the job's facts; equal to what is there when nothing is to be done.</summary>
public sealed record JobMove
{
    /// <summary>Never lower than the phase seen; at most one higher, or <see cref="JobPhase.Stop"/>.</summary>
    public required JobPhase Phase { get; init; }

    public JobResult? Result { get; init; }

    /// <summary>Every node reported clean: the nodes are free.</summary>
    public bool Released { get; init; }
}
