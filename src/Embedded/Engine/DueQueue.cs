namespace BatchAi.Embedded;

/// <summary>What is to be done later. Not thread-safe: used under the engine's gate.</summary>
internal sealed class DueQueue
{
    private readonly SortedSet<DueItem> _items = new(DueItem.ByTime);
    private long _added;

    public DateTimeOffset? Next => _items.Min?.Due;

    public DueItem Add(DateTimeOffset due, Action act)
    {
        DueItem item = new(due, _added++, act);
        _items.Add(item);
        return item;
    }

    public void Remove(DueItem item) => _items.Remove(item);

    public void RunUntil(DateTimeOffset now)
    {
        while (_items.Min is { } item && item.Due <= now)
        {
            _items.Remove(item);
            item.Act();
        }
    }
}
