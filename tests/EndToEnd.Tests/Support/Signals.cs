using System.Diagnostics;

namespace BatchAi.EndToEnd.Tests;

internal static class Signals
{
    /// <param name="signal">Without SIG.</param>
    public static Task SendAsync(int pid, string signal) => SendAsync([pid], signal);

    /// <summary>To all of them at nearly the same time; some may be gone.</summary>
    public static async Task SendAsync(IEnumerable<int> pids, string signal)
    {
        using Process kill = Process.Start("bash", ["-c", $"kill -{signal} {string.Join(' ', pids)} 2> /dev/null"]);
        await kill.WaitForExitAsync(CancellationToken.None);
    }
}
