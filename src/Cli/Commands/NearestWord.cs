namespace BatchAi.Cli;

/// <summary>What a word was meant to be.</summary>
internal static class NearestWord
{
    /// <summary>A longer word is none of ours with a mistake in it.</summary>
    private const int LongestWord = 64;

    /// <summary>
    /// The word with the fewest letters to change, if those are few: one of up to three letters, two of up to seven, else
    /// three. Case does not count. Null when there is none.
    /// </summary>
    public static string? Of(string word, IEnumerable<string> known)
    {
        if (word.Length > LongestWord)
            return null;

        int bound = word.TrimStart('-').Length switch { <= 3 => 1, <= 7 => 2, _ => 3 };
        (string? best, int changes) = known
            .Select(candidate => (candidate, Distance(word.ToUpperInvariant(), candidate.ToUpperInvariant())))
            .OrderBy(pair => pair.Item2)
            .ThenBy(pair => pair.candidate, StringComparer.Ordinal)
            .FirstOrDefault((null!, int.MaxValue));
        return changes <= bound ? best : null;
    }

    /// <summary>For the end of a sentence: <c>; did you mean 'list'?</c>, or a full stop.</summary>
    public static string Ending(string word, IEnumerable<string> known) =>
        Of(word, known) is { } meant ? $"; did you mean '{meant}'?" : ".";

    /// <summary>
    /// Letters to add, drop, change or exchange with their neighbour (optimal string alignment): exchanged letters are the
    /// most common slip of typing.
    /// </summary>
    private static int Distance(string from, string to)
    {
        int[,] cost = new int[from.Length + 1, to.Length + 1];
        for (int i = 0; i <= from.Length; i++)
        {
            for (int j = 0; j <= to.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    cost[i, j] = i + j;
                    continue;
                }

                int changed = cost[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                cost[i, j] = Math.Min(changed, 1 + Math.Min(cost[i - 1, j], cost[i, j - 1]));
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
            }
        }

        return cost[from.Length, to.Length];
    }
}
