using System.Text.Json.Serialization;

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

/// <summary>What an agent says of its node.</summary>
[JsonConverter(typeof(LowerCaseEnumConverter<NodeStatus>))]
public enum NodeStatus
{
    /// <summary>Mounting and running the setup task.</summary>
    Preparing,

    /// <summary>Takes jobs.</summary>
    Ready,

    /// <summary>Set-up failed; the problem is reported beside it.</summary>
    Unusable,
}

/// <summary>What became of one attempt of a job on one node; repeated in every sync until the assignment is gone.</summary>
public sealed record JobReport
{
    public required string JobUid { get; init; }

    /// <summary>The attempt: the fence of the decision that reserved the nodes.</summary>
    public required long Fence { get; init; }

    public required JobStep Step { get; init; }

    /// <summary>Exit code of the preparation or the toolkit once it has ended; kept through the later steps.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Why this node's part failed; null when it did not, or has not ended.</summary>
    public BatchAIError? Failure { get; init; }

    /// <summary>When this node's part ended, by the node's clock; null before that, and from agents that do not say.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>
    /// How many nodes of the job have processes that it waits for: it has succeeded when that many have. Null is one, the master; so it
    /// is before the launch, and from agents that do not say.
    /// </summary>
    public int? AwaitedNodes { get; init; }

    /// <summary>
    /// True while no process of the job on this node has written to its output for ten minutes; null before the launch, where nothing
    /// runs, and from agents that do not say.
    /// </summary>
    public bool? IsQuiet { get; init; }

    /// <summary>A process here that the job waits for has ended well while others go on.</summary>
    public bool SomeEnded { get; init; }

    /// <summary>Where the gang reaches this node by ssh; null before that is known, and where nodes are no machines of their own.</summary>
    public ShellEnd? Shell { get; init; }
}
