using System.Globalization;
using System.Text;

namespace BatchAi.Cli;

/// <summary>
/// Makes text of others harmless: what would move the cursor, start a new line, change the order of letters or speak to
/// the terminal is written as an escape that can be read. A backslash stays as it is, so that names can be copied.
/// </summary>
public static class Visible
{
    // What turns the direction of the text behind it. Source: Unicode Technical Report 36, section 2.10.2, and Annex 9.
    private const string TurnsText = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069";

    /// <summary>One line: <c>\n</c>, <c>\t</c>, <c>\r</c>, <c>\x1b</c>, <c>\u202e</c> for what a line cannot hold.</summary>
    public static string Line(string text) => Each(text, _ => false, Escape);

    /// <summary>
    /// JSON that was written with indentation: what is harmful stands inside its texts, where <c>\u001b</c> means the same.
    /// </summary>
    public static string Json(string json) => Each(json, rune => rune.Value == '\n', rune => $"\\u{rune.Value:x4}");

    /// <summary>Whether a terminal would do something else than show it.</summary>
    internal static bool IsHarmful(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || (rune.IsBmp && TurnsText.Contains((char)rune.Value, StringComparison.Ordinal));

    internal static string Escape(Rune rune) => rune.Value switch
    {
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        < 0x80 => Escape((byte)rune.Value),
        int value => $"\\u{value:x4}",
    };

    /// <summary>A byte that is no letter.</summary>
    internal static string Escape(byte value) => $"\\x{value:x2}";

    private static string Each(string text, Func<Rune, bool> passes, Func<Rune, string> escape)
    {
        if (!text.EnumerateRunes().Any(rune => IsHarmful(rune) && !passes(rune)))
            return text;

        var line = new StringBuilder(text.Length + 16);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (IsHarmful(rune) && !passes(rune))
                line.Append(escape(rune));
            else
                line.Append(rune.ToString());
        }

        return line.ToString();
    }
}
