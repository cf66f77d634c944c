namespace BatchAi.NodeAgent;

/// <summary>
/// Makes directories for output. Each new one gets the mode of the directory that it is in, whatever the agent withholds
/// from files of its own: in a share that is what its mount asks for as <c>directoryMode</c>.
/// </summary>
internal static class OutputPath
{
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    public static DirectoryInfo Make(string directory)
    {
        Stack<string> missing = new();
        string? at = Path.TrimEndingDirectorySeparator(directory);
        for (; at is not null && !Directory.Exists(at); at = Path.GetDirectoryName(at))
            missing.Push(at);
        if (at is null)
            return new DirectoryInfo(directory);

        UnixFileMode mode = ModeOf(at);
        while (missing.TryPop(out string? next))
        {
            Directory.CreateDirectory(next, mode);
            // What the process withholds is not in it yet. Volumes that know no modes show the one they were mounted with.
            if (ModeOf(next) != mode)
                File.SetUnixFileMode(next, mode);
        }
        return new DirectoryInfo(directory);
    }

    /// <summary>Why nothing that is written there would be of use; null when it may be made.</summary>
    public static string? ProblemOf(string directory, IVolumeMounter mounter, params string[] mountRoots)
    {
        if (!Path.IsPathRooted(directory) || directory.StartsWith("/$", StringComparison.Ordinal))
            return "not an absolute path once its variables are replaced";
        if (directory.Split('/').Contains(".."))
            return "must not contain '..'";
        if (mounter.IsReadOnly(directory))
            return "lies on a volume that may only be read";
        return Array.Find(mountRoots, root => MountPoints.IsBelow(directory, root)) is { } root && !mounter.HasVolume(directory, root)
            ? "lies below the mount root, where no volume is mounted: what is written there goes with the node"
            : null;
    }

    /// <summary>Of the directory itself: a mount may be a link to it.</summary>
    private static UnixFileMode ModeOf(string directory) =>
        File.GetUnixFileMode((File.ResolveLinkTarget(directory, returnFinalTarget: true) ?? new FileInfo(directory)).FullName);
}
