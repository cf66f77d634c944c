using System.Globalization;
using System.Text.RegularExpressions;

namespace BatchAi.Architecture.Tests;

/// <summary>
/// What users of the old service complained of, numbered in docs/compatibility.md, each with the tests that show what happens here.
/// </summary>
public sealed partial class TheComplaints
{
    private static readonly IReadOnlyList<Match> s_rows = [.. Row().Matches(Repository.Text("docs/compatibility.md")).Cast<Match>()];

    [Fact]
    public void Are_numbered_without_a_gap()
    {
        Assert.NotEmpty(s_rows);
        Assert.Equal(
            Enumerable.Range(1, s_rows.Count), s_rows.Select(row => int.Parse(row.Groups["number"].Value, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Have_tests_that_are_there() => Offenders.None(
        from row in s_rows
        let named = TestName().Matches(row.Groups["tests"].Value)
        from offence in named.Count == 0
            ? [$"complaint {row.Groups["number"].Value} names no test"]
            : named.Cast<Match>().Where(test => !IsThere(test)).Select(test => test.Value)
        select offence);

    private static bool IsThere(Match test)
    {
        string end = $"/{test.Groups["class"].Value}.cs";
        return Repository.Under($"tests/{test.Groups["project"].Value}.Tests", ".cs").Any(file =>
            file.EndsWith(end, StringComparison.Ordinal)
            && Repository.Text(file).Contains($" {test.Groups["method"].Value}(", StringComparison.Ordinal));
    }

    /// <summary>Number, complaint, what happens here, tests.</summary>
    [GeneratedRegex(
        @"^\| (?<number>\d+) \|[^|\n]*\|[^|\n]*\|(?<tests>[^|\n]*)\|$",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline,
        matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Row();

    [GeneratedRegex(
        @"`(?<project>\w+)\.(?<class>\w+)\.(?<method>\w+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex TestName();
}
