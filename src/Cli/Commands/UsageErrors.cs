using System.CommandLine;
using System.Text.RegularExpressions;

namespace BatchAi.Cli;

/// <summary>Tells what is wrong with a command line, what was probably meant, and where its help is.</summary>
internal static partial class UsageErrors
{
    public static IEnumerable<string> Of(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        string path = Path(command);
        string[] unknown = [.. parsed.UnmatchedTokens.Distinct()];
        IEnumerable<string> said = unknown.Length > 0
            ? unknown.Take(command.Subcommands.Count > 0 ? 1 : unknown.Length).Select(word => Unknown(word, command, path, parsed))
            : parsed.Errors.Select(error => $"error: {Plain(error.Message)}").Distinct();
        return [.. said, $"See: {path} --help"];
    }

    /// <summary>The parser names the types of this program's language; all of ours that it converts are whole numbers.</summary>
    private static string Plain(string message) => NotConverted().Replace(message, "${option} '${word}' is not a whole number.");

    [GeneratedRegex(
        @"^Cannot parse argument '(?<word>.*)' for option '(?<option>[^']*)' as expected type '[^']*Int32[^']*'\.$",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex NotConverted();

    private static string Unknown(string word, Command command, string path, ParseResult parsed)
    {
        if (word.StartsWith('-'))
            return $"error: {path} has no option {word}{NearestWord.Ending(word, Options(command, parsed))}";
        return command.Subcommands.Count > 0
            ? $"error: '{word}' is not a verb of {path}{NearestWord.Ending(word, command.Subcommands.Select(verb => verb.Name))}"
            : $"error: {path} does not take '{word}'.";
    }

    private static IEnumerable<string> Options(Command command, ParseResult parsed) =>
        command.Options.Concat(parsed.RootCommandResult.Command.Options).Where(option => !option.Hidden).Select(option => option.Name);

    private static string Path(Command command)
    {
        string[] names =
        [
            .. command.Parents.OfType<Command>().Where(parent => parent is not RootCommand).Select(parent => parent.Name),
            .. command is RootCommand ? [] : new[] { command.Name },
        ];
        return string.Join(' ', ["batchai", .. names]);
    }
}
