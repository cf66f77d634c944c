namespace BatchAi.Chaos.Tests;

/// <summary>
/// Compares the first third of the readings with the last, median with median. What is there for the moment may be a
/// third more, and some on top: at any moment other nodes and jobs are there. What is kept for days may not grow faster
/// by job and kill than it did at first.
/// </summary>
internal static class Flatness
{
    private const double Ratio = 1.33;

    /// <summary>Fewer readings say nothing.</summary>
    private const int Fewest = 6;

    /// <summary>What grows, in plain words.</summary>
    public static IEnumerable<string> Wrongs(IReadOnlyList<Reading> readings)
    {
        if (readings.Count < Fewest)
            return [];

        Reading[] early = [.. readings.Take(readings.Count / 3)];
        Reading[] late = [.. readings.TakeLast(readings.Count / 3)];
        return
        [
            .. Grown("the server's memory in MB", early, late, reading => reading.Megabytes, some: 20),
            .. Grown("its open files", early, late, reading => reading.Descriptors, some: 30),
            .. Grown("files in the data directory", early, late, reading => reading.Files, some: 100),
            .. Grown("rows", early, late, reading => reading.LiveRows, some: 50),
            .. Reading.Retained.SelectMany(kind =>
                Grown(
                    $"rows '{kind}' by 100 jobs and kills",
                    early,
                    late,
                    reading => 100 * reading.RetainedRows(kind) / Math.Max(1, reading.Work),
                    some: 100)),
        ];
    }

    private static IEnumerable<string> Grown(string what, Reading[] early, Reading[] late, Func<Reading, double> figure, double some)
    {
        (double before, double after) = (Median(early.Select(figure)), Median(late.Select(figure)));
        if (after > (before * Ratio) + some)
            yield return $"{what}: {before:0} early, {after:0} late";
    }

    private static double Median(IEnumerable<double> figures) => figures.Order().ElementAt(figures.Count() / 2);
}
