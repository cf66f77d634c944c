using System.Globalization;

namespace BatchAi.EndToEnd.Tests;

/// <summary>Which processes of this machine have to do with a directory.</summary>
internal static class ProcessTable
{
    /// <summary>Processes with the directory in their environment, their command line or as their current directory, as <c>pid command</c>; this process is not among them.</summary>
    public static IReadOnlyList<string> Of(string directory) =>
    [
        .. Directory.EnumerateDirectories("/proc")
            .Select(Path.GetFileName)
            .Where(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int pid) && pid != Environment.ProcessId)
            .Where(pid => Read($"/proc/{pid}/environ").Contains(directory, StringComparison.Ordinal)
                || Read($"/proc/{pid}/cmdline").Contains(directory, StringComparison.Ordinal)
                || IsIn(directory, $"/proc/{pid}/cwd"))
            .Select(pid => $"{pid} {Read($"/proc/{pid}/cmdline").Replace('\0', ' ').Trim()}"),
    ];

    public static int PidOf(string line) => int.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture);

    /// <summary>Running, and no zombie.</summary>
    /// <param name="started">As /proc tells it, where the pid may have been given again since.</param>
    public static bool IsAlive(int pid, string? started = null) =>
        Read($"/proc/{pid}/stat") is { Length: > 0 } stat
        && stat[(stat.LastIndexOf(')') + 2)..].Split(' ') is var fields
        && fields[0] is not ("Z" or "X")
        && (started is null || fields[19] == started);

    private static bool IsIn(string directory, string link)
    {
        try
        {
            return new FileInfo(link).LinkTarget?.StartsWith(directory, StringComparison.Ordinal) == true;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Empty for processes that are gone or not ours.</summary>
    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
