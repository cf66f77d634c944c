namespace BatchAi.Embedded;

/// <summary>Something to do at a time; of two at the same time, the one added first goes first.</summary>
internal sealed record DueItem(DateTimeOffset Due, long Order, Action Act)
{
    public static IComparer<DueItem> ByTime { get; } =
        Comparer<DueItem>.Create((one, other) => (one.Due, one.Order).CompareTo((other.Due, other.Order)));
}
