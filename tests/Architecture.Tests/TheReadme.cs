using System.Text.RegularExpressions;

namespace BatchAi.Architecture.Tests;

public sealed partial class TheReadme
{
    private static readonly string s_text = Repository.Text("README.md");

    [Fact]
    public void Begins_with_the_demo_and_the_tests() =>
        Assert.Equal(["dotnet run --project src/LocalHost -- demo", "./test.sh"], Commands().Take(2));

    [Fact]
    public void Names_only_commands_that_are_there() =>
        Offenders.None(Commands().SelectMany(PathsIn).Where(path => !Repository.Has(path)));

    /// <summary>The lines of its shell blocks, without the remarks behind them.</summary>
    private static IEnumerable<string> Commands() =>
        ShellBlock().Matches(s_text)
            .SelectMany(block => block.Groups["lines"].Value.Split('\n'))
            .Select(line => line.Split(" #")[0].Trim())
            .Where(line => line.Length > 0);

    private static IEnumerable<string> PathsIn(string command) => PathInCommand().Matches(command).Select(path => path.Value);

    [GeneratedRegex(@"```sh\n(?<lines>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex ShellBlock();

    [GeneratedRegex(
        @"(?<=^|\s)(\./[\w./-]+|(src|tests|samples|bench|docs|\.ci)/[\w./-]+)",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000)]
    private static partial Regex PathInCommand();
}
