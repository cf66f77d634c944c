using System.Text;

namespace BatchAi.NodeAgent;

/// <summary>What runs on this machine, read from /proc. A process may end between any two reads; that is never an error.</summary>
internal static class ProcessTable
{
    /// <summary>Null when there is no such process.</summary>
    public static ProcessStat? Find(int pid) =>
        ReadOrNull(pid, "stat") is { } stat ? ProcessStat.TryParse(Encoding.UTF8.GetString(stat)) : null;

    /// <summary>All running processes below one, children's children included.</summary>
    public static IReadOnlyList<int> Descendants(int root)
    {
        ILookup<int, int> children = All().Select(Find).OfType<ProcessStat>().Where(found => found.Runs).ToLookup(found => found.ParentPid, found => found.Pid);
        List<int> found = [.. children[root]];
        for (int next = 0; next < found.Count; next++)
            found.AddRange(children[found[next]]);
        return found;
    }

    /// <summary>All running processes that were started with this environment variable; only our own user's can be seen.</summary>
    public static IReadOnlyList<int> WithVariable(string name, string value) => WithVariable(name, found => found == value);

    /// <inheritdoc cref="WithVariable(string, string)"/>
    public static IReadOnlyList<int> WithVariable(string name, Predicate<string> value) =>
    [
        .. All().Where(pid => ReadOrNull(pid, "environ") is { } environment && ValueIn(environment, $"{name}=") is { } found && value(found) && Find(pid) is { Runs: true }),
    ];

    private static string? ValueIn(ReadOnlySpan<byte> environment, string start)
    {
        ReadOnlySpan<byte> wanted = Encoding.UTF8.GetBytes(start);
        foreach (Range range in environment.Split((byte)0))
        {
            if (environment[range].StartsWith(wanted))
                return Encoding.UTF8.GetString(environment[range][wanted.Length..]);
        }
        return null;
    }

    private static IEnumerable<int> All() =>
        Directory.EnumerateDirectories("/proc").Select(path => int.TryParse(Path.GetFileName(path.AsSpan()), out int pid) ? pid : 0).Where(pid => pid > 0);

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
