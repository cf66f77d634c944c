using System.Text;
using Microsoft.Win32.SafeHandles;

namespace BatchAi.Linux;

/// <summary>Whose a file or directory is.</summary>
public static class FileOwner
{
    /// <summary>The uid of the owner, of a link that of the link itself; null when nothing is there.</summary>
    public static uint? TryFind(string path)
    {
        // statx(2) takes a path below a directory; an absolute one is not looked for below it.
        using SafeFileHandle here = new(Libc.AT_FDCWD, ownsHandle: false);
        return FileStatus.Find(here, [.. Encoding.UTF8.GetBytes(Path.GetFullPath(path)), 0])?.Owner;
    }
}
