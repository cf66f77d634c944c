using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace BatchAi.Architecture.Tests;

public sealed partial class TheHouseRules
{
    [Fact]
    public void Keep_source_files_short() =>
        Offenders.None(Repository.Files.Where(file => file.EndsWith(".cs", StringComparison.Ordinal))
            .Where(file => Repository.Lines(file).Length > 500));

    /// <summary>Characters of a line.</summary>
    private const int LongestLine = 140;

    [Fact]
    public void Keep_lines_short() =>
        Offenders.None(Repository.Files.Where(file => file.EndsWith(".cs", StringComparison.Ordinal)).SelectMany(LongLines));

    [Fact]
    public void Keep_no_marks_of_a_merge() =>
        Offenders.None(
            from file in Repository.Files
            where Path.GetExtension(file) is ".cs" or ".md" or ".sh" or ".json" or ".bicep" or ".csproj" or ".props" or ".yml"
            where Repository.Lines(file).Any(line => line.StartsWith("<<<<<<< ", StringComparison.Ordinal)
                || line.StartsWith(">>>>>>> ", StringComparison.Ordinal))
            select file);

    [Fact]
    public void Give_no_two_types_of_different_projects_one_name()
    {
        IEnumerable<string> shared =
            from file in Repository.Files
            where file.StartsWith("src/", StringComparison.Ordinal) && file.EndsWith(".cs", StringComparison.Ordinal)
            from type in DeclaredType().Matches(Repository.Text(file))
            group file.Split('/')[1] by type.Groups["name"].Value into projects
            where projects.Distinct().Count() > 1
            select $"{projects.Key} in {string.Join(", ", projects.Distinct())}";

        Offenders.None(shared);
    }

    [Fact]
    public void Give_a_reason_above_every_rule_that_editorconfig_relaxes()
    {
        List<string> unexplained = [];
        string comment = "";
        bool inComment = false;
        foreach (string line in Repository.Lines(".editorconfig"))
        {
            bool isComment = line.StartsWith('#');
            if (isComment)
                comment = inComment ? comment + line : line;
            else if (
                Relaxation().Match(line) is { Success: true } relaxed
                && !comment.Contains(relaxed.Groups["rule"].Value, StringComparison.OrdinalIgnoreCase))
                unexplained.Add(line);
            inComment = isComment;
        }

        Offenders.None(unexplained);
    }

    [Fact]
    public void Give_a_reason_beside_every_warning_that_a_project_switches_off()
    {
        IEnumerable<string> unexplained =
            from file in Repository.Files
            where
                file.EndsWith(".csproj", StringComparison.Ordinal)
                || file.EndsWith(".props", StringComparison.Ordinal)
                || file.EndsWith(".targets", StringComparison.Ordinal)
            let xml = Repository.Xml(file)
            let comments = string.Concat(xml.DescendantNodes().OfType<XComment>())
            from noWarn in xml.Descendants("NoWarn")
            from rule in noWarn.Value.Split(';').Where(rule => !rule.StartsWith('$'))
            where !comments.Contains(rule, StringComparison.Ordinal)
            select $"{file}: {rule}";

        Offenders.None(unexplained);
    }

    [Fact]
    public void Give_a_reason_beside_every_warning_that_source_switches_off() =>
        Offenders.None(Repository.Files.Where(file => file.EndsWith(".cs", StringComparison.Ordinal))
            .SelectMany(file => Repository.Lines(file).Where(line => BarePragma().IsMatch(line)).Select(line => $"{file}: {line.Trim()}")));

    [Fact]
    public void Keep_package_versions_in_alphabetical_order()
    {
        string[] packages =
        [
            .. Repository
                .Xml("Directory.Packages.props")
                .Descendants("PackageVersion")
                .Select(package => (string)package.Attribute("Include")!),
        ];

        Assert.Equal(packages.Order(StringComparer.OrdinalIgnoreCase), packages);
    }

    [Fact]
    public void Give_a_reason_for_every_package_version_that_no_project_names()
    {
        HashSet<string> named =
        [
            .. Repository.Files.Where(IsBuildFile).SelectMany(file => Repository.Xml(file).Descendants("PackageReference"))
                .Select(package => (string)package.Attribute("Include")!),
        ];

        Offenders.None(Repository.Xml("Directory.Packages.props").Descendants("PackageVersion")
            .Where(package => !named.Contains((string)package.Attribute("Include")!))
            .Where(package => package.NodesBeforeSelf().LastOrDefault(node => node is not XText) is not XComment)
            .Select(package => $"{package}"));
    }

    [Fact]
    public void Check_the_scopes_of_every_container() =>
        Offenders.None(
            Repository
                .Files.Where(file => file.EndsWith(".cs", StringComparison.Ordinal))
                .SelectMany(file =>
                    Repository.Lines(file).Where(line => UncheckedContainer().IsMatch(line)).Select(line => $"{file}: {line.Trim()}")));

    private static bool IsBuildFile(string file) =>
        Path.GetExtension(file) is ".csproj" or ".props" or ".targets";

    /// <summary>A rule of the compiler or an analyzer that is set below warning.</summary>
    [GeneratedRegex(
        @"^dotnet_diagnostic\.(?<rule>\w+)\.severity = (none|silent|suggestion)",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Relaxation();

    /// <summary>A line that is nothing but a literal may be longer: an address, or data and scripts in a raw string.</summary>
    private static IEnumerable<string> LongLines(string file)
    {
        bool isInRawString = false;
        foreach ((int index, string line) in Repository.Lines(file).Index())
        {
            bool isLiteral = isInRawString || Literal().IsMatch(line);
            if (RawQuotes().Count(line) % 2 == 1)
                isInRawString = !isInRawString;
            if (line.Length > LongestLine && !isLiteral)
                yield return $"{file}:{index + 1} has {line.Length} characters";
        }
    }

    /// <summary>A literal, and what joins it to the lines around it.</summary>
    [GeneratedRegex(@"^\s*([?:+,=]\s*|=>\s*|(yield )?return\s+)*[$@]*""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Literal();

    [GeneratedRegex("\"{3,}", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex RawQuotes();

    [GeneratedRegex(
        @"^(public|internal) (static |sealed |abstract |readonly |partial )*(record struct|record|class|interface|enum|struct) (?<name>\w+)",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000)]
    private static partial Regex DeclaredType();

    [GeneratedRegex(@"^\s*#pragma warning disable [\w, ]+$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex BarePragma();

    [GeneratedRegex(@"\.BuildServiceProvider\(\)", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex UncheckedContainer();
}
