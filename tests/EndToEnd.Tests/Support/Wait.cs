using System.Diagnostics;

namespace BatchAi.EndToEnd.Tests;

/// <summary>Waits for what is to come; the message of a wait in vain says the phase, what was expected and what was seen last.</summary>
internal static class Wait
{
    /// <summary>Generous: the machine may be busy with other things.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(100);

    /// <summary>Looks every 100 ms until what was seen is as expected, and answers with it.</summary>
    public static async Task<T> ForAsync<T>(
        string phase,
        string expected,
        Func<Task<T>> look,
        Func<T, bool> isMet,
        Func<T, string> describe)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        long began = Stopwatch.GetTimestamp();
        while (true)
        {
            T seen = await look();
            if (isMet(seen))
                return seen;
            if (Stopwatch.GetElapsedTime(began) > Patience)
                Assert.Fail($"{phase}: expected {expected} within {Patience.TotalSeconds:0} s; seen: {describe(seen)}");
            await Task.Delay(s_pace, cancellation);
        }
    }

    public static Task UntilAsync(string phase, string expected, Func<bool> isMet, Func<string> seen) =>
        ForAsync(phase, expected, () => Task.FromResult(isMet()), met => met, _ => seen());

    /// <summary>The whole text of a file that somebody else writes, once it is as expected.</summary>
    public static Task<string> ForFileAsync(string phase, string file, Func<string, bool> isMet) =>
        ForAsync(
            phase,
            $"{file} with its content",
            () => Task.FromResult(File.Exists(file) ? File.ReadAllText(file) : ""),
            isMet,
            text => $"'{text}'");
}
