using Microsoft.Win32.SafeHandles;

namespace BatchAi.Linux;

/// <summary>Paths with all links in them followed.</summary>
public static class RealPath
{
    /// <summary>As many as the kernel follows in one path (path_resolution(7)).</summary>
    private const int MostLinks = 40;

    /// <summary>
    /// The path without links, without <c>.</c> and <c>..</c>. What is not there yet stays as it is. Whoever opens the result opens it with
    /// <see cref="OpenFile"/>: a link may have been laid into it meanwhile.
    /// </summary>
    /// <exception cref="IOException">Links lead in a circle.</exception>
    public static string Of(string path)
    {
        Stack<string> rest = new(Path.GetFullPath(path).Split('/').Reverse());
        string real = "/";
        int links = 0;
        while (rest.TryPop(out string? step))
        {
            if (step is "" or ".")
                continue;
            if (step == "..")
            {
                real = Path.GetDirectoryName(real) ?? "/";
                continue;
            }

            string next = Path.Combine(real, step);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }

            if (++links > MostLinks)
                throw Errno.ToException(Errno.ELOOP, path);
            if (target.StartsWith('/'))
                real = "/";
            foreach (string part in target.Split('/').Reverse())
                rest.Push(part);
        }
        return real;
    }

    /// <summary>The path of something at or below a directory, with all links followed; null when it would lie elsewhere.</summary>
    public static string? Below(string root, string path)
    {
        string top = Of(root);
        string real = Of(Path.Combine(root, path));
        return real == top || top == "/" || real.StartsWith($"{top}/", StringComparison.Ordinal) ? real : null;
    }

    /// <summary>Opens a file for reading by an absolute path in which no step is a link.</summary>
    /// <exception cref="IOException">A step is a link or not there, or the last one is no regular file.</exception>
    public static SafeFileHandle OpenFile(string path)
    {
        using DirectoryHandle top = DirectoryHandle.Open("/");
        return top.OpenFileBelow(path.TrimStart('/'));
    }
}
