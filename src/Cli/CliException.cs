namespace BatchAi.Cli;

/// <summary>Ends the command with one line for the user and one of <see cref="ExitCodes"/>.</summary>
public sealed class CliException(int exitCode, string message) : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    /// <summary>The command line or a file it names is wrong.</summary>
    public static CliException Usage(string message) => new(ExitCodes.Usage, message);
}
