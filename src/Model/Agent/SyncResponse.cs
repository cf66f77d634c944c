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
