using System.Collections.Frozen;
using BatchAi.Services;

namespace BatchAi.AzureAdapters;

/// <summary>The sizes the product knows without asking: those of Azure's documentation, retired ones among them.</summary>
internal static class SizeTable
{
    private const int MostNamed = 5;

    /// <summary>The longest word that is compared letter by letter; no size has more, and a request may.</summary>
    private const int LongestWord = 64;

    public static FrozenDictionary<string, NodeSize> ByName { get; } =
        Read().ToFrozenDictionary(size => size.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// For messages: the five sizes nearest to one that cannot be had. To a size that is known they are nearest by GPUs and
    /// cores; to a word that is no size, by its letters.
    /// </summary>
    public static string Nearest(string asked, IEnumerable<NodeSize> offered)
    {
        NodeSize[] sizes = [.. offered];
        string word = asked[..Math.Min(asked.Length, LongestWord)].ToUpperInvariant();
        NodeSize? known = ByName.GetValueOrDefault(asked);
        string[] nearest =
        [
            .. sizes
                .OrderBy(size => known is not null && known.Gpus > 0 != size.Gpus > 0)
                .ThenBy(size => known is null ? 0 : Math.Abs(known.Gpus - size.Gpus))
                .ThenBy(size => known is null ? 0 : Math.Abs(known.Cores - size.Cores))
                .ThenBy(size => Distance(word, size.Name.ToUpperInvariant()))
                .ThenBy(size => size.Name, StringComparer.Ordinal)
                .Take(MostNamed)
                .Select(size => size.Name),
        ];
        return nearest.Length == 0 ? "No size is offered." : $"The nearest of {sizes.Length} sizes: {string.Join(", ", nearest)}.";
    }

    /// <summary>Letters to add, drop or change to get from one word to the other (Levenshtein distance).</summary>
    private static int Distance(string from, string to)
    {
        int[] row = [.. Enumerable.Range(0, to.Length + 1)];
        for (int i = 1; i <= from.Length; i++)
        {
            (int corner, row[0]) = (row[0], i);
            for (int j = 1; j <= to.Length; j++)
            {
                int changed = corner + (from[i - 1] == to[j - 1] ? 0 : 1);
                corner = row[j];
                row[j] = Math.Min(changed, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[^1];
    }

    private static IEnumerable<NodeSize> Read()
    {
        foreach (string[] columns in EmbeddedTable.Rows("vm-sizes.txt"))
        {
            if (columns is [var name, var cores, _, var gpus, var family])
                yield return new NodeSize(name, int.Parse(cores), int.Parse(gpus), family);
        }
    }
}
