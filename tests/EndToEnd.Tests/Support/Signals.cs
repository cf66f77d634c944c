using System.Diagnostics;

namespace BatchAi.EndToEnd.Tests;

internal static class Signals
{
    /// <param name="signal">Without SIG.</param>
    public static async Task SendAsync(int pid, string signal)
    {
        using Process kill = Process.Start("bash", ["-c", $"kill -{signal} {pid}"]);
        await kill.WaitForExitAsync(CancellationToken.None);
    }
}
