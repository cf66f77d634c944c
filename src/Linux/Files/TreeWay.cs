using System.Text;
using Microsoft.Win32.SafeHandles;

namespace BatchAi.Linux;

/// <summary>
/// Where one stands in a tree, and how to go on. Each step is opened without following it (O_PATH), then looked at: what it was when it was
/// opened is what it is taken for. The text of a link is walked in the same way.
/// </summary>
internal sealed class TreeWay : IDisposable
{
    /// <summary>As many as the kernel follows in one path (path_resolution(7)).</summary>
    private const int MostLinks = 40;

    /// <summary>Directories opened on one way; links that go up and down without end would open more.</summary>
    private const int MostOpened = 10_000;

    private const int LongestTarget = 4096;

    private readonly DirectoryHandle _top;
    private readonly string _realTop;
    private readonly List<FileName> _path;
    private SafeFileHandle? _at;
    private int _links;
    private int _opened;

    /// <param name="realTop">Path of the top without links: what links with absolute paths are compared with.</param>
    public TreeWay(DirectoryHandle top, string realTop)
        : this(top, realTop, [], FileStatus.Of(top.Handle))
    {
    }

    private TreeWay(DirectoryHandle top, string realTop, List<FileName> path, FileStatus status) =>
        (_top, _realTop, _path, Status) = (top, realTop, path, status);

    /// <summary>From the top, without links.</summary>
    public IReadOnlyList<FileName> Path => _path;

    public FileStatus Status { get; private set; }

    /// <summary>Whether the last step failed because this process may not take it.</summary>
    public bool IsDenied { get; private set; }

    public (ulong Device, ulong Inode) Identity => (Status.Device, Status.Inode);

    /// <summary>Another way from the same place.</summary>
    public TreeWay Fork()
    {
        TreeWay fork = new(_top, _realTop, [.. _path], Status);
        if (_at is not null)
            fork._at = fork.OpenStep(_at, null);
        return fork;
    }

    /// <summary>
    /// Goes one step, following links to their end; false when that is not there or lies outside, and the way is at its end.
    /// </summary>
    public bool Go(FileName name)
    {
        Stack<byte[]> rest = new([name.Bytes.ToArray()]);
        while (rest.TryPop(out byte[]? part))
        {
            if (part is [] or [(byte)'.'])
                continue;
            if (part is [(byte)'.', (byte)'.'])
            {
                if (_path.Count == 0)
                    return false;
                _path.RemoveAt(_path.Count - 1);
                Leave();
            }
            else if (!FileName.TryParse(part, out FileName step) || !GoPart(step, rest))
                return false;
        }

        if (Here() is not { } end)
            return false;
        Status = FileStatus.Of(end);
        return true;
    }

    /// <summary>Opens the directory of this place for reading.</summary>
    /// <exception cref="IOException">It is not there any more, or no directory.</exception>
    /// <exception cref="UnauthorizedAccessException">This process may not read it.</exception>
    public DirectoryHandle OpenHere() =>
        DirectoryHandle.OpenAgain(Here() ?? throw Errno.ToException(Errno.ENOENT, "directory"), EscapedName.Of(_path));

    public void Dispose() => Leave();

    /// <summary>One step that is a name; of a link, its text goes onto what is still to be walked.</summary>
    private bool GoPart(FileName step, Stack<byte[]> rest)
    {
        if (Here() is not { } at || OpenStep(at, step) is not { } next)
            return false;
        if (FileStatus.Of(next).Kind != FileKind.Link)
        {
            Leave();
            _at = next;
            _path.Add(step);
            return true;
        }

        using SafeFileHandle link = next;
        if (++_links > MostLinks || ReadLink(link) is not { } target)
            return false;
        foreach (byte[] each in Parts(target).Reverse())
            rest.Push(each);
        return true;
    }

    /// <summary>The descriptor of the place reached; no step to it is a link, or it is not there any more.</summary>
    private SafeFileHandle? Here()
    {
        if (_at is not null)
            return _at;

        SafeFileHandle? at = OpenStep(_top.Handle, null);
        foreach (FileName step in _path)
        {
            if (at is null)
                return null;
            using SafeFileHandle behind = at;
            at = OpenStep(behind, step);
        }
        return _at = at;
    }

    private void Leave()
    {
        _at?.Dispose();
        _at = null;
    }

    /// <param name="name">Null is the directory itself.</param>
    private SafeFileHandle? OpenStep(SafeFileHandle directory, FileName? name)
    {
        if (++_opened > MostOpened)
            return null;
        ReadOnlySpan<byte> step = name is { } given ? given.Terminated : ".\0"u8;
        SafeFileHandle next = Libc.OpenAt(directory, step, Libc.O_PATH | Libc.O_NOFOLLOW | Libc.O_CLOEXEC, 0);
        if (!next.IsInvalid)
            return next;
        IsDenied = Errno.Last is Errno.EACCES or Errno.EPERM;
        next.Dispose();
        return null;
    }

    /// <summary>The text of an open link; of one with an absolute path, after the way was put back to the top, what is below it.</summary>
    private byte[]? ReadLink(SafeFileHandle link)
    {
        byte[] target = new byte[LongestTarget];
        nint length = Libc.ReadLinkAt(link, "\0"u8, target, LongestTarget);
        if (length is <= 0 or LongestTarget)
            return null;
        if (target[0] != '/')
            return target[..(int)length];

        // Absolute links of jobs lead through the mounts of a node, which may be links themselves.
        if (RealOf(target.AsSpan(..(int)length)) is not { } real)
            return null;
        _path.Clear();
        Leave();
        return Encoding.UTF8.GetBytes(real);
    }

    private string? RealOf(ReadOnlySpan<byte> target)
    {
        try
        {
            string real = RealPath.Of(Encoding.UTF8.GetString(target));
            string prefix = _realTop.TrimEnd('/') + "/";
            return real == _realTop ? "" : real.StartsWith(prefix, StringComparison.Ordinal) ? real[prefix.Length..] : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    private static IEnumerable<byte[]> Parts(byte[] path)
    {
        int from = 0;
        for (int at = 0; at <= path.Length; at++)
        {
            if (at < path.Length && path[at] != '/')
                continue;
            yield return path[from..at];
            from = at + 1;
        }
    }
}
