using System.Text.Unicode;

namespace BatchAi.Orchestrations;

/// <summary>
/// How a failure crosses the durable boundary: as text, short enough for every history. A table property holds 64 KB,
/// and a stack of a wrapped remote error can outgrow that.
/// </summary>
public static class FailureText
{
    /// <summary>In UTF-8.</summary>
    public const int MaxBytes = 16 * 1024;

    /// <summary>Type, message and stack, and those of the causes.</summary>
    public static string Of(Exception error) => Cut(error.ToString());

    /// <summary>As much of a text as fits, ending between two characters.</summary>
    public static string Cut(string text)
    {
        _ = Utf8.FromUtf16(text, new byte[MaxBytes], out int kept, out _);
        return text[..kept];
    }
}
