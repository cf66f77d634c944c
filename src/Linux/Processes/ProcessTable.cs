using System.Globalization;
using System.Text;

namespace BatchAi.Linux;

/// <summary>What runs on this machine, read from /proc. A process may end between any two reads; that is never an error.</summary>
public static class ProcessTable
{
    /// <summary>Null when there is no such process.</summary>
    public static ProcessStat? Find(int pid) => ReadOrNull(pid, "stat") is { } line ? ProcessStat.TryParse(line) : null;

    /// <summary>This very process.</summary>
    public static ProcessStat Self =>
        Find(Environment.ProcessId) ?? throw new InvalidOperationException("/proc does not show this process");

    /// <summary>All processes that run, zombies left out.</summary>
    public static IReadOnlyList<ProcessStat> Running() => [.. Pids().Select(Find).OfType<ProcessStat>().Where(found => found.Runs)];

    /// <summary>All running processes below one, children's children included.</summary>
    public static IReadOnlyList<ProcessStat> Descendants(int root)
    {
        ILookup<int, ProcessStat> children = Running().ToLookup(found => found.ParentPid);
        List<ProcessStat> found = [.. children[root]];
        HashSet<int> seen = [root, .. found.Select(child => child.Pid)];
        for (int next = 0; next < found.Count; next++)
            // The table is read while processes come and go, so numbers that were given again could make it circular.
            found.AddRange(children[found[next].Pid].Where(child => seen.Add(child.Pid)));
        return found;
    }

    /// <summary>All running processes that were started with this environment variable; only our own user's can be seen.</summary>
    public static IReadOnlyList<ProcessId> WithVariable(string name, string value) => WithVariable(name, found => found == value);

    /// <inheritdoc cref="WithVariable(string, string)"/>
    public static IReadOnlyList<ProcessId> WithVariable(string name, Predicate<string> value)
    {
        List<ProcessId> all = [];
        foreach (int pid in Pids())
        {
            if (VariableOf(pid, name) is { } found && value(found) && Find(pid) is { Runs: true } stat)
                all.Add(stat.Id);
        }
        return all;
    }

    /// <summary>
    /// A variable of the environment that a process was started with; null when it has none of that name or may not be read.
    /// </summary>
    public static string? VariableOf(int pid, string name)
    {
        ReadOnlySpan<byte> environment = ReadOrNull(pid, "environ");
        ReadOnlySpan<byte> start = Encoding.UTF8.GetBytes($"{name}=");
        foreach (Range range in environment.Split((byte)0))
        {
            if (environment[range].StartsWith(start))
                return Encoding.UTF8.GetString(environment[range][start.Length..]);
        }
        return null;
    }

    /// <summary>
    /// The environment that a process was started with, as <c>NAME=value</c>; empty when it is gone, a zombie, or may not be read.
    /// </summary>
    public static IReadOnlyList<string> EnvironmentOf(int pid) => TextsOf(pid, "environ");

    /// <summary>The program and its arguments; empty when the process is gone, a zombie, or may not be read.</summary>
    public static IReadOnlyList<string> CommandLineOf(int pid) => TextsOf(pid, "cmdline");

    /// <summary>The user and group whose rights a process has; null when it is gone.</summary>
    public static (uint Uid, uint Gid)? OwnerOf(int pid)
    {
        string status = Encoding.Latin1.GetString(ReadOrNull(pid, "status") ?? []);
        return Effective("Uid:") is { } uid && Effective("Gid:") is { } gid ? (uid, gid) : null;

        // Real, effective, saved and that of file systems (proc(5)).
        uint? Effective(string field) =>
            status.Split('\n').FirstOrDefault(line => line.StartsWith(field, StringComparison.Ordinal))?.Split('\t') is [_, _, var id, ..]
                ? uint.Parse(id, NumberStyles.None, CultureInfo.InvariantCulture)
                : null;
    }

    /// <summary>The directory a process is in; null when it is gone or may not be read.</summary>
    public static string? DirectoryOf(int pid)
    {
        try
        {
            return new FileInfo($"/proc/{pid}/cwd").LinkTarget;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static IEnumerable<int> Pids()
    {
        foreach (string path in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(path.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out int pid))
                yield return pid;
        }
    }

    /// <summary>Texts that end with a NUL each.</summary>
    private static string[] TextsOf(int pid, string file)
    {
        if (ReadOrNull(pid, file) is not { Length: > 0 } bytes)
            return [];

        string text = Encoding.UTF8.GetString(bytes);
        return (text.EndsWith('\0') ? text[..^1] : text).Split('\0');
    }

    private static byte[]? ReadOrNull(int pid, string file)
    {
        try
        {
            return File.ReadAllBytes($"/proc/{pid}/{file}");
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
