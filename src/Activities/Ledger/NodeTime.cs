using BatchAi.Model;

namespace BatchAi.Activities;

/// <summary>A stretch of time in which one node did one thing. The stretches of a node follow each other without gap or overlap, from when it became known to when it was found gone.</summary>
public sealed record NodeTime
{
    public required int Ordinal { get; init; }

    public required string NodeId { get; init; }

    public required NodeUse Use { get; init; }

    /// <summary>The job that held it; null unless <see cref="NodeUse.Running"/>.</summary>
    public string? JobUid { get; init; }

    /// <summary>That job's name: the ledger outlives the job.</summary>
    public JobId? Job { get; init; }

    public required DateTimeOffset Since { get; init; }

    /// <summary>Null while it lasts.</summary>
    public DateTimeOffset? Until { get; init; }
}
