using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace BatchAi.Cli;

/// <summary>The help that comes with the parser, and below it the examples of the verb.</summary>
internal sealed class HelpWithExamples(SynchronousCommandLineAction help) : SynchronousCommandLineAction
{
    /// <summary>Help is help also when the rest of the line is wrong.</summary>
    public override bool ClearsParseErrors => true;

    public static void AddTo(RootCommand root)
    {
        HelpOption option = root.Options.OfType<HelpOption>().Single();
        option.Action = new HelpWithExamples((SynchronousCommandLineAction)option.Action!);
    }

    public override int Invoke(ParseResult parseResult)
    {
        help.Invoke(parseResult);
        if (parseResult.CommandResult.Command is CommandWithExamples verb)
        {
            TextWriter output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (string line in verb.Examples.ReplaceLineEndings("\n").Split('\n'))
                output.WriteLine(line.Length == 0 ? "" : $"  {line}");
            output.WriteLine();
        }

        return ExitCodes.Ok;
    }
}
