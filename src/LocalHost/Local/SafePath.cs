namespace BatchAi.LocalHost;

/// <summary>Keeps paths below their root, links included: a job may make a link to anywhere.</summary>
internal static class SafePath
{
    /// <summary>The full path, or null when it would leave the root.</summary>
    public static string? Below(string root, string path)
    {
        string top = Real(Path.GetFullPath(root));
        string full = Real(Path.GetFullPath(Path.Combine(root, path)));
        return full == top || full.StartsWith(top + "/", StringComparison.Ordinal) ? full : null;
    }

    /// <summary>Follows the links in every part of a path that exists.</summary>
    public static string Real(string path)
    {
        string real = "/";
        foreach (string part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            string next = Path.Combine(real, part);
            FileSystemInfo entry = Directory.Exists(next) ? new DirectoryInfo(next) : new FileInfo(next);
            real = entry.LinkTarget is null ? next : entry.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? next;
        }

        return real;
    }
}
