using System.CommandLine;

namespace BatchAi.Cli;

/// <summary>A verb whose own help ends with examples; lists of verbs show only its description.</summary>
internal sealed class CommandWithExamples(string name, string description, string examples) : Command(name, description)
{
    public string Examples { get; } = examples;
}
