namespace BatchAi.Model;

/// <summary>The one attempt a node holds, and how far it should be. A fence lower than one already seen is refused by the agent.</summary>
public sealed record NodeAssignment
{
    public required string JobUid { get; init; }

    public required long Fence { get; init; }

    public required JobPhase Phase { get; init; }
}
