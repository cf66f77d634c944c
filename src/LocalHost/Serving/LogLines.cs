using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace BatchAi.LocalHost;

/// <summary>
/// An entry of the log: time in UTC, level, category, event id and message. What has more lines, such as the stack of an exception, goes on
/// in lines of their own, indented behind the same time and level, so that each line tells when it was written and none can pass for an
/// entry. Control characters are escaped: texts of callers come here, and the log may be read on a terminal.
/// </summary>
internal sealed class LogLines(TimeProvider clock) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "batchai";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        string message = logEntry.Formatter(logEntry.State, logEntry.Exception) ?? "";
        string begin = string.Create(
            CultureInfo.InvariantCulture, $"{clock.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} {NameOf(logEntry.LogLevel)}");
        string separator = $" {logEntry.Category}[{logEntry.EventId.Id}]: ";
        StringBuilder text = new();
        foreach (string line in Lines(message, logEntry.Exception))
        {
            text.Append(begin).Append(separator);
            foreach (char letter in line.TrimEnd('\r'))
                AppendVisible(text, letter);
            text.Append('\n');
            separator = "     ";
        }

        // In one call: the lines of two entries do not mix.
        textWriter.Write(text.ToString());
    }

    private static string[] Lines(string message, Exception? exception) =>
        exception is null ? message.Split('\n') : [.. message.Split('\n'), .. exception.ToString().Split('\n')];

    private static void AppendVisible(StringBuilder text, char letter)
    {
        if (char.IsControl(letter) && letter != '\t')
            text.Append(CultureInfo.InvariantCulture, $"\\x{(int)letter:x2}");
        else if (char.GetUnicodeCategory(letter)
            is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            text.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}");
        else
            text.Append(letter);
    }

    /// <summary>Of one width, so that what follows stands in one column.</summary>
    private static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info ",
        LogLevel.Warning => "warn ",
        LogLevel.Error => "error",
        _ => "fatal",
    };
}
