using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace BatchAi.LocalHost;

/// <summary>
/// The log of a server: on standard error, in lines of <see cref="LogLines"/>, from warnings on unless it is told otherwise.
/// </summary>
internal static class ServerLog
{
    private const string DefaultLevel = "LogLevel:Default";

    /// <summary>What holds unless somebody says otherwise.</summary>
    private static readonly KeyValuePair<string, string?>[] s_usual =
    [
        new(DefaultLevel, nameof(LogLevel.Warning)),
        // That the host could not start is told by the exception, in one line.
        new("LogLevel:Microsoft.Extensions.Hosting", nameof(LogLevel.Critical)),
        // The web server's own account of each request, beside ours.
        new("LogLevel:Microsoft.AspNetCore", nameof(LogLevel.Warning)),
        // Whole addresses, in which download links have their signatures: also when the rest of the web server is to tell more.
        new("LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics", nameof(LogLevel.Warning)),
    ];

    /// <summary>The environment's words about the log, <c>Logging__LogLevel__…</c>, and above them what the command line says.</summary>
    /// <exception cref="FormatException">A variable names a level that there is not.</exception>
    public static IConfiguration Read(LogLevel? level)
    {
        ConfigurationBuilder sources = new();
        sources.AddInMemoryCollection(s_usual);
        sources.AddEnvironmentVariables("Logging__");
        if (level is { } given)
            sources.AddInMemoryCollection([new(DefaultLevel, given.ToString())]);

        IConfiguration read = sources.Build();
        foreach (IConfigurationSection rule in read.GetSection("LogLevel").GetChildren())
        {
            if (!Enum.TryParse<LogLevel>(rule.Value, ignoreCase: true, out _))
                throw new FormatException(
                    $"Logging__LogLevel__{rule.Key} is '{rule.Value}'; allowed are {string.Join(", ", Enum.GetNames<LogLevel>())}.");
        }

        return read;
    }

    /// <summary>The same for the server and for its local cloud.</summary>
    public static void Configure(ILoggingBuilder logging, IConfiguration configuration)
    {
        logging.AddConfiguration(configuration);
        logging.AddConsole(console => console.FormatterName = LogLines.FormatterName);
        logging.AddConsoleFormatter<LogLines, ConsoleFormatterOptions>();
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }
}
