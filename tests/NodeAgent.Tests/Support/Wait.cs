using System.Diagnostics;

namespace BatchAi.NodeAgent.Tests;

/// <summary>Waits for a condition, and says what was expected and what was seen when it does not come.</summary>
internal static class Wait
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(45);

    public static async Task Until(string expected, Func<bool> condition, Func<string> seen, CancellationToken cancellation)
    {
        long began = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(began) > s_longest)
                Assert.Fail($"expected within {s_longest.TotalSeconds} s: {expected}; seen: {seen()}");
            await Task.Delay(20, cancellation);
        }
    }
}
