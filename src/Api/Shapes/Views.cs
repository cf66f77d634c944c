namespace BatchAi.Api;

/// <summary>Looks up what is shown beside the rows of a list.</summary>
internal static class Views
{
    private const int AtOnce = 16;

    /// <summary>One look-up a row, some at once, results in the order of the rows.</summary>
    public static async Task<IReadOnlyList<TItem>> OfAllAsync<TRow, TItem>(IReadOnlyList<TRow> rows, Func<TRow, Task<TItem>> lookUp)
    {
        List<TItem> items = new(rows.Count);
        foreach (TRow[] some in rows.Chunk(AtOnce))
            items.AddRange(await Task.WhenAll(some.Select(lookUp)));
        return items;
    }
}
