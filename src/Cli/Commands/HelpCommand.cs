using System.CommandLine;

namespace BatchAi.Cli;

/// <summary><c>batchai help</c>: the same as <c>--help</c> behind the verb.</summary>
internal static class HelpCommand
{
    public const string Name = "help";

    public static Command Create() => new(Name, "Show the help of a verb: batchai help job list")
    {
        new Argument<string[]>("verb") { Description = "The verb", HelpName = "VERB", Arity = ArgumentArity.ZeroOrMore },
    };

    /// <summary>The words it stands for.</summary>
    public static IReadOnlyList<string> Words(IReadOnlyList<string> words) =>
        words.Count > 0 && words[0] == Name ? [.. words.Skip(1), "--help"] : words;
}
