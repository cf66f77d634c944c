namespace BatchAi.Activities;

/// <summary>What went through a store so far, as Azure would bill it.</summary>
/// <param name="Reads">Finds, and one for each started 1,000 entities of a list.</param>
/// <param name="Commits">Transactions asked for, also those that ended in a conflict.</param>
/// <param name="Conflicts">Transactions another writer beat.</param>
/// <param name="EntitiesWritten">Writes of the transactions that took place.</param>
public sealed record StoreCounts(long Reads, long Commits, long Conflicts, long EntitiesWritten)
{
    /// <summary>What came between two readings.</summary>
    public static StoreCounts operator -(StoreCounts later, StoreCounts earlier) => later.Subtract(earlier);

    public StoreCounts Subtract(StoreCounts earlier) =>
        new(Reads - earlier.Reads, Commits - earlier.Commits, Conflicts - earlier.Conflicts, EntitiesWritten - earlier.EntitiesWritten);
}
