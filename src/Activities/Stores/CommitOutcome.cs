namespace BatchAi.Activities;

/// <summary>What came of a transaction.</summary>
public abstract record CommitOutcome
{
    private CommitOutcome() { }

    /// <summary>All writes are in place. New ETags in the order of the writes; empty text for a delete.</summary>
    public sealed record Committed(IReadOnlyList<string> ETags) : CommitOutcome;

    /// <summary>Nothing was written: another writer came first at this write (0-based). Of several such writes any one may be named; after a lost answer the other writer may have been the caller itself.</summary>
    public sealed record Conflict(int Index, ConflictKind Kind) : CommitOutcome;
}
