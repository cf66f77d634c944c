using System.Globalization;

namespace BatchAi.State;

/// <summary>Reads the decisions about a cluster, the last first.</summary>
public sealed class JournalReader(ITableStore store, FactStore facts)
{
    /// <summary>Fences looked at with one read; not every decision has something to say.</summary>
    private const int Span = 200;

    /// <param name="clusterUid">One without facts has no journal.</param>
    /// <param name="after">The token of the page before: only decisions older than it.</param>
    /// <param name="take">Most entries of the page.</param>
    public async Task<Page<JournalRow>> ListAsync(string clusterUid, string? after, int take, CancellationToken cancellation)
    {
        // A token above the last decision is nobody's: looked for from there down, the first entry would be found after any length of time.
        long above = ((await facts.ControlAsync(clusterUid, cancellation))?.Value.Fence ?? 0) + 1;
        if (long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out long fence) && fence < above)
            above = fence;
        long oldest = await store.ListAsync<JournalRow>(Tables.Facts, clusterUid, FactKeys.JournalPrefix, take: 1, cancellation)
            is [var row]
            ? FactKeys.JournalFence(row.Key)
            : above;

        List<Row<JournalRow>> found = [];
        while (above > oldest && found.Count <= take)
        {
            long from = Math.Max(above - Span, oldest);
            found.AddRange(
                (
                    await store.ListBetweenAsync<JournalRow>(
                        Tables.Facts,
                        clusterUid,
                        FactKeys.Journal(from),
                        FactKeys.Journal(above),
                        cancellation)).Reverse());
            above = from;
        }

        return new Page<JournalRow>(
            [.. found.Take(take).Select(row => row.Value)],
            found.Count > take ? FactKeys.JournalFence(found[take - 1].Key).ToString(CultureInfo.InvariantCulture) : null);
    }
}
