namespace BatchAi.Model;

/// <summary>What should be running on a node.</summary>
public sealed record SyncResponse
{
    /// <summary>Changes whenever <see cref="Assignment"/> does.</summary>
    public required string Version { get; init; }

    /// <summary>Null: nothing; whatever the agent still has of any job is stopped and cleaned.</summary>
    public NodeAssignment? Assignment { get; init; }

    /// <summary>Seconds after which the agent should call again; 0 is at once (the server holds the call).</summary>
    public double NextInSeconds { get; init; }
}

/// <summary>The one attempt a node holds, and how far it should be. A fence lower than one already seen is refused by the agent.</summary>
public sealed record NodeAssignment
{
    public required string JobUid { get; init; }

    public required long Fence { get; init; }

    public required JobPhase Phase { get; init; }
}
