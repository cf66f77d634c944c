using System.CommandLine;

namespace BatchAi.Cli;

/// <summary>The NAME that most verbs take.</summary>
internal static class NameArgument
{
    public static Argument<string> Of(string what) => new("name") { Description = $"Name of the {what}", HelpName = "NAME" };
}
