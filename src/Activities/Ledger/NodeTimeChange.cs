namespace BatchAi.Activities;

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
                yield return Open is null ? RowStoreExtensions.Insert(FactKeys.OpenTime(Begun.Ordinal), Begun) : RowStoreExtensions.Replace(Open with { Value = Begun });
        }
    }
}
