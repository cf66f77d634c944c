using System.Buffers;
using System.Globalization;
using System.Text;

namespace BatchAi.Linux;

/// <summary>
/// Names of files as text that JSON, a query and a terminal hold, and that leads back to the same bytes. What is well-formed UTF-8 stays as
/// it is, but for control characters and backslashes. Those, bytes that are not UTF-8, and a percent sign that two hexadecimal digits
/// follow become <c>%XX</c>, a byte each: <c>caf\xe9</c> is <c>caf%E9</c>, <c>50%</c> is <c>50%</c>, <c>a%20b</c> is <c>a%2520b</c>.
/// </summary>
public static class EscapedName
{
    public static string Of(FileName name)
    {
        StringBuilder text = new();
        for (ReadOnlySpan<byte> rest = name.Bytes; !rest.IsEmpty;)
        {
            bool isPlain = Rune.DecodeFromUtf8(rest, out Rune rune, out int length) == OperationStatus.Done
                && !Rune.IsControl(rune)
                && rune.Value != '\\'
                && !IsEscape(rest);
            if (isPlain)
                text.Append(rune);
            else
                foreach (byte each in rest[..length])
                    text.Append(CultureInfo.InvariantCulture, $"%{each:X2}");
            rest = rest[length..];
        }
        return text.ToString();
    }

    /// <summary>A path below a directory, its steps separated by slashes.</summary>
    public static string Of(IEnumerable<FileName> path) => string.Join('/', path.Select(Of));

    /// <summary>False for what is no name of a file.</summary>
    public static bool TryParse(string text, out FileName name)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        int length = 0;
        for (ReadOnlySpan<byte> rest = bytes; !rest.IsEmpty;)
        {
            bool isEscape = IsEscape(rest);
            byte next = isEscape ? byte.Parse(rest[1..3], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) : rest[0];
            rest = rest[(isEscape ? 3 : 1)..];
            bytes[length++] = next;
        }
        return FileName.TryParse(bytes.AsSpan(..length), out name);
    }

    /// <summary>A path whose steps are escaped names; none for empty text. Null when a step is no name.</summary>
    public static IReadOnlyList<FileName>? ParsePath(string text)
    {
        List<FileName> path = [];
        foreach (string step in text.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!TryParse(step, out FileName name))
                return null;
            path.Add(name);
        }
        return path;
    }

    private static bool IsEscape(ReadOnlySpan<byte> text) =>
        text.Length > 2 && text[0] == '%' && char.IsAsciiHexDigit((char)text[1]) && char.IsAsciiHexDigit((char)text[2]);
}
