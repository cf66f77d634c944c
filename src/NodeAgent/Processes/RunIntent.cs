namespace BatchAi.NodeAgent;

/// <summary>Written before a runner is started: from now on it may be running.</summary>
internal sealed record RunIntent
{
    /// <summary>Reading of the monotonic clock, which goes on through restarts of the agent.</summary>
    public required long Timestamp { get; init; }
}
