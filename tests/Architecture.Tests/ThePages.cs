using System.Text.RegularExpressions;

namespace BatchAi.Architecture.Tests;

public sealed partial class ThePages
{
    public static TheoryData<string> All => [.. Repository.Files.Where(file => file.EndsWith(".md", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(All))]
    public void Link_only_to_files_that_are_there(string page)
    {
        string folder = Path.GetDirectoryName(page)!;

        Offenders.None(
            LocalLink()
                .Matches(Repository.Text(page))
                .Select(link => link.Groups["path"].Value)
                .Where(path => !Repository.Has(Path.Combine(folder, path))));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Name_only_source_files_that_are_there(string page) =>
        Offenders.None(
            SourcePath().Matches(Repository.Text(page)).Select(path => path.Groups["path"].Value).Where(path => !Repository.Has(path)));

    [Fact]
    public void Have_every_source_folder_in_the_map()
    {
        string map = Repository.Text("docs/architecture.md");
        string[] folders = [.. Repository.Projects("src").Select(project => project.Split('/')[1])];

        Assert.NotEmpty(folders);
        Offenders.None(folders.Where(folder => !map.Contains($"| `src/{folder}` |", StringComparison.Ordinal)));
    }

    [GeneratedRegex(@"\]\((?<path>[\w./-]+)(#[\w-]+)?\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex LocalLink();

    [GeneratedRegex(
        @"`(?<path>(src|tests|samples|bench|infra|docs)/[\w./-]+)`",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000)]
    private static partial Regex SourcePath();
}
