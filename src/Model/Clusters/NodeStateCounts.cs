namespace BatchAi.Model;

/// <summary>How many nodes are in which state; all five are always sent.</summary>
public sealed record NodeStateCounts
{
    public int IdleNodeCount { get; init; }

    public int RunningNodeCount { get; init; }

    public int PreparingNodeCount { get; init; }

    public int UnusableNodeCount { get; init; }

    public int LeavingNodeCount { get; init; }
}
