namespace BatchAi.Model;

/// <summary>
/// An agent says how its node is and asks what should be running there. Level-triggered: any call may be lost or
/// repeated.
/// </summary>
public sealed record SyncRequest
{
    public required int Protocol { get; init; }

    public required string BootId { get; init; }

    public required int Epoch { get; init; }

    public required NodeStatus Status { get; init; }

    /// <summary>Why the node is unusable.</summary>
    public BatchAIError? Problem { get; init; }

    /// <summary>
    /// Version of the last answer; while it is still current the server may hold the call. Null asks for an answer at
    /// once.
    /// </summary>
    public string? KnownVersion { get; init; }

    /// <summary>The node's clock when it called, so that its other times can be told by the server's.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>Every attempt this node still has something of.</summary>
    public IReadOnlyList<JobReport> Jobs { get => field ?? []; init; }

    /// <summary>True once the platform announced that the instance will be taken away.</summary>
    public bool EvictionNoticed { get; init; }
}
