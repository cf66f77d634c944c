using System.Globalization;
using System.Xml;

namespace BatchAi.Cli;

/// <summary>Durations as people write them: seconds, 30m, 2h, 1d, or ISO 8601 like PT5M.</summary>
internal static class DurationText
{
    /// <param name="text">What was written; null for nothing.</param>
    /// <param name="option">For the message.</param>
    /// <exception cref="CliException">It is no duration.</exception>
    public static TimeSpan? Read(string? text, string option)
    {
        if (text is null)
            return null;

        try
        {
            return (text.Length == 0 ? '-' : text[^1]) switch
            {
                >= '0' and <= '9' => TimeSpan.FromSeconds(Number(text)),
                's' => TimeSpan.FromSeconds(Number(text[..^1])),
                'm' => TimeSpan.FromMinutes(Number(text[..^1])),
                'h' => TimeSpan.FromHours(Number(text[..^1])),
                'd' => TimeSpan.FromDays(Number(text[..^1])),
                _ => XmlConvert.ToTimeSpan(text),
            };
        }
        catch (Exception unreadable) when (unreadable is FormatException or OverflowException)
        {
            throw CliException.Usage($"{option} '{text}' is neither seconds, nor like 30m or 2h, nor ISO 8601 like PT5M.");
        }
    }

    private static double Number(string text) => double.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
}
