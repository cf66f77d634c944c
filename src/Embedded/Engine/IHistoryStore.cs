namespace BatchAi.Embedded;

/// <summary>Keeps instances and their histories. Called by one thread at a time.</summary>
internal interface IHistoryStore : IDisposable
{
    /// <exception cref="HistoryUnusableException">What is kept cannot be read.</exception>
    IReadOnlyList<StoredInstance> LoadUnfinished();

    InstanceRow? Find(string id);

    /// <summary>All of it or nothing, and it survives a killed process.</summary>
    /// <exception cref="IOException">Nothing was written; it may work later, as with a full disk.</exception>
    void Commit(IReadOnlyList<InstanceChange> changes);

    /// <summary>
    /// Removes the oldest instances that ended before a time, but for those whose parent has not ended: it may still
    /// ask for the result.
    /// </summary>
    int Purge(DateTimeOffset endedBefore, int limit);
}
