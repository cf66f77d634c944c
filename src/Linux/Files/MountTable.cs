using System.Text;

namespace BatchAi.Linux;

/// <summary>What the kernel has mounted where. Mount points are bytes, as all names are.</summary>
/// <param name="file">In the form of <c>/proc/self/mountinfo</c>.</param>
public sealed class MountTable(string file = "/proc/self/mountinfo")
{
    /// <summary>Mount points at or below a directory, the last mounted first: in that order they can be taken away.</summary>
    public IReadOnlyList<string> Below(string directory) => [.. BytesBelow(directory).Select(point => Encoding.UTF8.GetString(point))];

    public bool Has(string mountPoint) => Below(mountPoint).Contains(mountPoint);

    /// <summary>
    /// Takes away what is mounted at or below a directory. Lazily, so that neither a dead server nor a file that is still open holds it:
    /// it is out of the tree at once, and gone when its last user is.
    /// </summary>
    /// <param name="directory">The directories above it are trusted, and links in them followed; a link in its own place is not.</param>
    /// <returns>What is still mounted, and why.</returns>
    public IReadOnlyList<TreeProblem> Detach(string directory)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        string real = Path.Combine(RealPath.Of(Path.GetDirectoryName(full) ?? "/"), Path.GetFileName(full));
        List<TreeProblem> problems = [];
        foreach (byte[] point in BytesBelow(real))
        {
            if (Libc.Unmount([.. point, 0], Libc.MNT_DETACH | Libc.UMOUNT_NOFOLLOW) != 0 && Errno.Last is var error and not Errno.EINVAL)
                problems.Add(new TreeProblem(Shown(point), $"it cannot be unmounted: {Errno.Text(error)}"));
        }
        return problems;
    }

    private List<byte[]> BytesBelow(string directory)
    {
        byte[] top = Encoding.UTF8.GetBytes(directory.TrimEnd('/'));
        List<byte[]> below = [];
        ReadOnlySpan<byte> table = File.ReadAllBytes(file);
        foreach (Range line in table.Split((byte)'\n'))
        {
            // Number, parent, device, root of the mount, mount point, and so on (proc_pid_mountinfo(5)).
            if (Field(table[line], 4) is { } point && IsBelow(point, top))
                below.Add(point);
        }
        below.Reverse();
        return below;
    }

    private static bool IsBelow(ReadOnlySpan<byte> point, ReadOnlySpan<byte> top) =>
        point.StartsWith(top) && (point.Length == top.Length || point[top.Length] == '/');

    private static byte[]? Field(ReadOnlySpan<byte> line, int wanted)
    {
        int number = 0;
        foreach (Range field in line.Split((byte)' '))
        {
            if (number++ == wanted)
                return Unescape(line[field]);
        }
        return null;
    }

    /// <summary>Spaces and the like stand there in octal: <c>\040</c>; all other bytes as they are.</summary>
    private static byte[] Unescape(ReadOnlySpan<byte> path)
    {
        List<byte> bytes = new(path.Length);
        while (!path.IsEmpty)
        {
            bool escaped = path.Length >= 4 && path[0] == '\\' && !path[1..4].ContainsAnyExceptInRange((byte)'0', (byte)'7');
            bytes.Add(escaped ? (byte)(((path[1] - '0') << 6) | ((path[2] - '0') << 3) | (path[3] - '0')) : path[0]);
            path = path[(escaped ? 4 : 1)..];
        }
        return [.. bytes];
    }

    private static string Shown(ReadOnlySpan<byte> path)
    {
        StringBuilder shown = new();
        foreach (Range step in path.Split((byte)'/'))
        {
            if (FileName.TryParse(path[step], out FileName name))
                shown.Append('/').Append(name);
        }
        return shown.ToString();
    }
}
