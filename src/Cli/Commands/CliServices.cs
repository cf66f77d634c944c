using System.CommandLine;

namespace BatchAi.Cli;

/// <summary>What the verbs are made of; one for each invocation.</summary>
internal sealed record CliServices(
    CliEnvironment Environment,
    CliOutput Output,
    CliOutput Error,
    HttpClient Http,
    TimeProvider Clock,
    Random Random,
    GlobalOptions Options)
{
    /// <summary>Finds the server and the names a command line means.</summary>
    public Session Open(ParseResult parsed)
    {
        Server = ServerConnection.Resolve(parsed.GetValue(Options.Url), parsed.GetValue(Options.Token), Environment);
        return new Session(this, Server, parsed);
    }

    /// <summary>The server that was found; null until a verb opened it.</summary>
    public ServerConnection? Server { get; private set; }
}
