namespace BatchAi.Linux;

/// <summary>
/// Removes a directory with all it holds, whatever a job has put there. Everything is reached through descriptors, one step at a time: a
/// link is removed and never followed, however it came there; what is mounted in the tree, a bind mount included, stays and is reported;
/// names may be any bytes, trees any depth. Rights that the owner took away from a directory are given back. The removal goes on past
/// what it cannot remove.
/// </summary>
public static class TreeRemoval
{
    /// <summary>
    /// Removes what is at a path. The directories above it are trusted, so links in them are followed; the last step is not. Absent is
    /// success.
    /// </summary>
    public static TreeReport Remove(string path, CancellationToken cancellation = default)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        string parent = Path.GetDirectoryName(full) ?? throw new ArgumentException("the root directory is not removed", nameof(path));
        DirectoryHandle directory;
        try
        {
            directory = DirectoryHandle.Open(parent);
        }
        catch (FileNotFoundException)
        {
            return new TreeReport(0, [], 0);
        }
        catch (IOException noDirectory) when (noDirectory.HResult == Errno.ENOTDIR)
        {
            return new TreeReport(0, [], 0);
        }

        using (directory)
            return Remove(directory, FileName.Of(Path.GetFileName(full)), parent, cancellation);
    }

    /// <summary>Removes one entry of a directory, with all it holds.</summary>
    /// <param name="shown">How the directory is called in the report.</param>
    public static TreeReport Remove(DirectoryHandle directory, FileName name, string shown, CancellationToken cancellation = default)
    {
        using TreeWalk walk = new(directory, name, shown);
        while (walk.Step())
            cancellation.ThrowIfCancellationRequested();
        return walk.Report;
    }

    /// <summary>Removes what is at a path, or says what could not be removed. Absent is success.</summary>
    /// <exception cref="IOException">Something is left.</exception>
    public static void Delete(string path)
    {
        TreeReport report = Remove(path);
        if (report.IsComplete)
            return;

        string more = report.ProblemCount > 1 ? $", and {report.ProblemCount - 1} more" : "";
        throw new IOException($"{path} cannot be removed: {report.Problems[0].Path}: {report.Problems[0].Reason}{more}");
    }
}
