namespace BatchAi.Embedded;

/// <summary>History that ends with the process.</summary>
internal sealed class MemoryHistoryStore : IHistoryStore
{
    private readonly Dictionary<string, InstanceRow> _rows = new(StringComparer.Ordinal);

    // Nothing is ever read back from here, so the histories themselves need not be kept a second time.
    public IReadOnlyList<StoredInstance> LoadUnfinished() => [];

    public InstanceRow? Find(string id) => _rows.GetValueOrDefault(id);

    public void Commit(IReadOnlyList<InstanceChange> changes)
    {
        foreach (InstanceChange change in changes)
            _rows[change.Row.Id] = change.Row;
    }

    public int Purge(DateTimeOffset endedBefore, int limit)
    {
        List<string> ended = [.. _rows.Values
            .Where(row => row.HasEnded && row.UpdatedAt < endedBefore && !IsAwaited(row))
            .OrderBy(row => row.UpdatedAt)
            .Take(limit)
            .Select(row => row.Id)];
        ended.ForEach(id => _rows.Remove(id));
        return ended.Count;
    }

    public void Dispose()
    {
    }

    private bool IsAwaited(InstanceRow row) =>
        row.Parent is not null && _rows.TryGetValue(row.Parent.InstanceId, out InstanceRow? parent) && !parent.HasEnded;
}
