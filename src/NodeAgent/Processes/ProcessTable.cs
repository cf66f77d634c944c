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
    public static IReadOnlyList<int> WithVariable(string name, string value)
    {
        byte[] entry = Encoding.UTF8.GetBytes($"{name}={value}\0");
        return [.. All().Where(pid => ReadOrNull(pid, "environ") is { } environment && Holds(environment, entry) && Find(pid) is { Runs: true })];
    }

    private static bool Holds(ReadOnlySpan<byte> environment, ReadOnlySpan<byte> entry)
    {
        for (int start = 0; environment[start..].IndexOf(entry) is >= 0 and int at; start += at + 1)
        {
            if (start + at == 0 || environment[start + at - 1] == 0)
                return true;
        }
        return false;
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
