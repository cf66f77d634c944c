using System.Globalization;
using BatchAi.Linux;

namespace BatchAi.EndToEnd.Tests;

/// <summary>Which processes of this machine have to do with a server's directory.</summary>
internal static class ServerProcesses
{
    /// <summary>
    /// Processes with the directory in their environment, their command line or as their current directory, as <c>pid command</c>; this
    /// process is not among them.
    /// </summary>
    public static IReadOnlyList<string> Of(string directory) =>
    [
        .. ProcessTable.Running()
            .Select(process => process.Pid)
            .Where(pid => pid != Environment.ProcessId)
            .Where(pid => Texts(pid).Any(text => text.Contains(directory, StringComparison.Ordinal))
                || ProcessTable.DirectoryOf(pid)?.StartsWith(directory, StringComparison.Ordinal) == true)
            .Select(pid => $"{pid} {string.Join(' ', ProcessTable.CommandLineOf(pid))}"),
    ];

    public static int PidOf(string line) => int.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture);

    /// <summary>Running, and no zombie.</summary>
    /// <param name="started">As /proc tells it, where the pid may have been given again since.</param>
    public static bool IsAlive(int pid, string? started = null) =>
        ProcessTable.Find(pid) is { Runs: true } found
        && (started is null || started == found.StartTime.ToString(CultureInfo.InvariantCulture));

    private static IEnumerable<string> Texts(int pid) => [.. ProcessTable.EnvironmentOf(pid), .. ProcessTable.CommandLineOf(pid)];

    /// <summary>Memory that a process holds in RAM.</summary>
    public static int MegabytesOf(int pid)
    {
        string line = File.ReadLines($"/proc/{pid}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return int.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }
}
