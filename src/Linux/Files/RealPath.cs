namespace BatchAi.Linux;

/// <summary>Paths with all links in them followed.</summary>
public static class RealPath
{
    /// <summary>As many as the kernel follows in one path (path_resolution(7)).</summary>
    private const int MostLinks = 40;

    /// <summary>
    /// The path without links, without <c>.</c> and <c>..</c>. What is not there yet stays as it is. A link may have been laid into the
    /// result meanwhile: what others write is read with <see cref="TreeReader"/>.
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
}
