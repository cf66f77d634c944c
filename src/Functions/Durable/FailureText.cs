using System.Text.Unicode;
using Microsoft.DurableTask;

namespace BatchAi.Functions;

/// <summary>The text of a durable failure, short enough to be kept: an exception's full text can outgrow a table property (64 KB).</summary>
internal static class FailureText
{
    private const int MaxBytes = 16 * 1024;

    public static string Of(TaskFailureDetails failure) => Cut(string.Join("\n---> ", Chain(failure)));

    /// <summary>As much of the text as fits into 16 KB of UTF-8, ending between two characters.</summary>
    public static string Cut(string text)
    {
        _ = Utf8.FromUtf16(text, new byte[MaxBytes], out int kept, out _);
        return text[..kept];
    }

    private static IEnumerable<string> Chain(TaskFailureDetails? failure)
    {
        for (; failure is not null; failure = failure.InnerFailure)
            yield return $"{failure.ErrorType}: {failure.ErrorMessage}\n{failure.StackTrace}".TrimEnd();
    }
}
