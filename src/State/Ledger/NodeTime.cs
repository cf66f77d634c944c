using BatchAi.Model;

namespace BatchAi.State;

/// <summary>
/// A stretch of time in which one node did one thing. The stretches of a node follow each other without gap or overlap,
/// from when it became known to when it was found gone.
/// </summary>
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

/// <summary>What a node does, as a user sees it.</summary>
public enum NodeUse
{
    /// <summary>Listed, or registered, and not ready for a job (yet, or just now).</summary>
    Preparing,

    /// <summary>Ready, and held by no job.</summary>
    Idle,

    /// <summary>Held by a job.</summary>
    Running,

    /// <summary>Its set-up failed.</summary>
    Unusable,

    /// <summary>Lost, or its removal was asked for.</summary>
    Leaving,
}

/// <summary>A node went over to doing something else, appeared, or vanished.</summary>
/// <param name="Open">Its stretch so far; null for a node that is not in the ledger yet.</param>
/// <param name="Ended">The stretch that is over; null when it lasted no time.</param>
/// <param name="Begun">The stretch that begins; null when the node is gone.</param>
public sealed record NodeTimeChange(Row<NodeTime>? Open, NodeTime? Ended, NodeTime? Begun)
{
    /// <summary>The most that <see cref="Writes"/> holds.</summary>
    public const int MostWrites = 2;

    /// <summary>The writes that belong into one transaction.</summary>
    public IEnumerable<EntityWrite> Writes
    {
        get
        {
            if (Ended is { Until: { } until })
                yield return RowStoreExtensions.Insert(FactKeys.Time(until, Ended.Ordinal), Ended);
            if (Begun is null)
                yield return RowStoreExtensions.Delete(Open!);
            else
                yield return Open is null
                    ? RowStoreExtensions.Insert(FactKeys.OpenTime(Begun.Ordinal), Begun)
                    : RowStoreExtensions.Replace(Open with { Value = Begun });
        }
    }
}
