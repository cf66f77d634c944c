namespace BatchAi.NodeAgent;

/// <summary>Removes what a job left behind.</summary>
internal static class DirectoryTree
{
    private const UnixFileMode Removable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Removes a directory with all it holds; links are removed, never followed. Absent is success.</summary>
    /// <exception cref="IOException">Something is mounted in it: that data is not the directory's.</exception>
    public static void Delete(string directory)
    {
        DirectoryInfo root = new(directory);
        if (root.LinkTarget is not null)
        {
            root.Delete();
            return;
        }
        if (!root.Exists)
            return;

        if (new MountTable().Below(root.FullName) is [var mounted, ..])
            throw new IOException($"{directory} cannot be removed: {mounted} is still mounted");

        try
        {
            root.Delete(recursive: true);
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException or IOException)
        {
            // A job may take away its own right to write; its owner can give it back.
            MakeRemovable(root);
            root.Delete(recursive: true);
        }
    }

    private static void MakeRemovable(DirectoryInfo directory)
    {
        directory.UnixFileMode |= Removable;
        foreach (DirectoryInfo child in directory.EnumerateDirectories().Where(child => child.LinkTarget is null))
            MakeRemovable(child);
    }
}
