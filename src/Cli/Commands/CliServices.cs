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
        string? token = parsed.GetValue(Options.Token);
        if (token is not null)
            Error.WriteLine(
                "warning: a token on the command line can be read by every user of this machine; use --token-file or BATCHAI_TOKEN.");
        if (parsed.GetValue(Options.TokenFile) is { } file)
            token = token is null ? TokenFile.Named(file) : throw CliException.Usage("give --token or --token-file, not both.");
        Server = ServerConnection.Resolve(parsed.GetValue(Options.Url), token, Environment);
        return new Session(this, Server, parsed);
    }

    /// <summary>The server that was found; null until a verb opened it.</summary>
    public ServerConnection? Server { get; private set; }
}
