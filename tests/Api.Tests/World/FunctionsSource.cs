using System.Reflection;
using System.Text.RegularExpressions;
using BatchAi.Activities;

namespace BatchAi.Api.Tests;

/// <summary>
/// What the source of the Functions app declares. It is read and not run: its packages cannot be had everywhere, and what the tests ask of it is that nothing is missing.
/// </summary>
internal static partial class FunctionsSource
{
    private static readonly string s_source = string.Join('\n', Directory.EnumerateFiles(Path.Combine(Root(), "src/Functions/Triggers"), "*.cs").Order(StringComparer.Ordinal).Select(File.ReadAllText));

    /// <summary>All functions: name, what triggers them, and the text of their parameters and what they do.</summary>
    public static IReadOnlyList<(string Name, string Trigger, string Text)> All { get; } =
        [.. FunctionPattern().Matches(s_source).Select(match => (NameOf(match.Groups["name"].Value), match.Groups["trigger"].Value, match.Groups["text"].Value))];

    /// <summary>Route templates by function.</summary>
    public static IReadOnlyDictionary<string, string> Routes { get; } =
        All.Where(function => function.Trigger == "HttpTrigger").ToDictionary(function => function.Name, function => Evaluate(RoutePattern().Match(function.Text).Groups["route"].Value));

    public static IEnumerable<string> TriggeredBy(string trigger) => All.Where(function => function.Trigger == trigger).Select(function => function.Name);

    private static string NameOf(string expression) => expression switch
    {
        _ when expression.StartsWith("nameof(", StringComparison.Ordinal) => expression["nameof(".Length..^1].Split('.')[^1],
        _ when expression.StartsWith(nameof(OrchestrationNames) + ".", StringComparison.Ordinal) =>
            (string)typeof(OrchestrationNames).GetField(expression.Split('.')[^1], BindingFlags.Public | BindingFlags.Static)!.GetRawConstantValue()!,
        _ => expression.Trim('"'),
    };

    /// <summary>Texts and constants, joined by plus signs.</summary>
    private static string Evaluate(string expression) => string.Concat(expression.Split(" + ").Select(part =>
        part.StartsWith('"') ? part.Trim('"') : Evaluate(ConstantPattern().Matches(s_source).Single(constant => constant.Groups["name"].Value == part).Groups["value"].Value)));

    private static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "BatchAiFunctions.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"No BatchAiFunctions.sln above {AppContext.BaseDirectory}");
    }

    [GeneratedRegex("""\[Function\((?<name>nameof\([\w.]+\)|[\w.]+|"\w+")\)\]\s+public (static )?(async )?Task(<string>)? \w+\((?<text>\[(?<trigger>\w+).*?)(?=\n\s*(///|\[Function|private |\}\s*$|\}\n\s*\n))""", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex FunctionPattern();

    [GeneratedRegex("""Route = (?<route>(\w+|"[^"]*")( \+ (\w+|"[^"]*"))*)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex RoutePattern();

    [GeneratedRegex("""const string (?<name>\w+) = (?<value>[^;]+);""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex ConstantPattern();
}
