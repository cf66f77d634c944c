using System.Diagnostics;

namespace BatchAi.Functions.Tests;

/// <summary>Waits for what is to come; a wait in vain says what was expected and what was seen last.</summary>
internal static class Eventually
{
    /// <summary>Generous: the machine may be busy with other things.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(50);

    public static async Task<T> SeesAsync<T>(string expected, Func<Task<T>> look, Func<T, bool> isMet, Func<string>? more = null)
    {
        long began = Stopwatch.GetTimestamp();
        while (true)
        {
            T seen = await look();
            if (isMet(seen))
                return seen;
            if (Stopwatch.GetElapsedTime(began) > s_patience)
                Assert.Fail($"Expected within {s_patience.TotalSeconds} s: {expected}; seen: {seen}\n{more?.Invoke()}");
            await Task.Delay(s_pace, TestContext.Current.CancellationToken);
        }
    }
}
