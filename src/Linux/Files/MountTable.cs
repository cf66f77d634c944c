using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace BatchAi.Linux;

/// <summary>What the kernel has mounted where. Mount points are bytes, as all names are.</summary>
/// <param name="file">In the form of <c>/proc/self/mountinfo</c>.</param>
/// <param name="fuseTool">By which a user who is not root unmounts a file system in user space (FUSE) of his own.</param>
public sealed class MountTable(string file = "/proc/self/mountinfo", string fuseTool = "fusermount3")
{
    private static readonly TimeSpan s_longestTool = TimeSpan.FromSeconds(10);

    /// <summary>Mount points at or below a directory, the last mounted first: in that order they can be taken away.</summary>
    public IReadOnlyList<string> Below(string directory) =>
        [.. MountsBelow(directory).Select(mount => Encoding.UTF8.GetString(mount.Point))];

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
        foreach (Mount mount in MountsBelow(real))
        {
            if (Libc.Unmount([.. mount.Point, 0], Libc.MNT_DETACH | Libc.UMOUNT_NOFOLLOW) == 0 || Errno.Last is Errno.EINVAL)
                continue;

            string reason = Errno.Text(Errno.Last);
            if (!mount.IsInUserSpace || !UnmountByTool(mount))
                problems.Add(new TreeProblem(Shown(mount.Point), $"it cannot be unmounted: {reason}"));
        }
        return problems;
    }

    /// <summary>Only root may call the kernel; the tool, which is installed as root's, asks whether the mount is the caller's.</summary>
    internal bool UnmountByTool(Mount mount)
    {
        // A path that is not UTF-8 cannot be given as an argument.
        string point = Encoding.UTF8.GetString(mount.Point);
        if (!Encoding.UTF8.GetBytes(point).AsSpan().SequenceEqual(mount.Point))
            return false;

        ProcessStartInfo start = new(fuseTool, ["-u", "-z", "--", point])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using Process tool = Process.Start(start)!;
            tool.StandardInput.Close();
            if (tool.WaitForExit(s_longestTool))
                return tool.ExitCode == 0;
            tool.Kill();
            return false;
        }
        catch (Win32Exception)
        {
            // It is not installed.
            return false;
        }
    }

    internal List<Mount> MountsBelow(string directory)
    {
        byte[] top = Encoding.UTF8.GetBytes(directory.TrimEnd('/'));
        List<Mount> below = [];
        ReadOnlySpan<byte> table = File.ReadAllBytes(file);
        foreach (Range line in table.Split((byte)'\n'))
        {
            // Number, parent, device, root, mount point, options; a hyphen; the file system's type (proc_pid_mountinfo(5)).
            if (Field(table[line], 4) is { } point && IsBelow(point, top))
                below.Add(new Mount(point, table[line].IndexOf(" - fuse"u8) > 0));
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

    internal sealed record Mount(byte[] Point, bool IsInUserSpace);
}
