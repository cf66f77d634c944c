using System.Text;

namespace BatchAi.Embedded;

/// <summary>How an exception crosses the durable boundary.</summary>
internal static class FailureText
{
    /// <summary>Longer ones are cut: a stack of a wrapped remote error can outgrow a whole history.</summary>
    public const int MaxBytes = 16 * 1024;

    public static string Of(Exception error) => Cut(error.ToString());

    public static string Cut(string text)
    {
        if (Encoding.UTF8.GetByteCount(text) <= MaxBytes)
            return text;

        // A character that falls on the border goes whole: the decoder would put a replacement in its place.
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        int end = MaxBytes;
        while ((bytes[end] & 0xC0) == 0x80)
            end--;
        return Encoding.UTF8.GetString(bytes, 0, end);
    }
}
