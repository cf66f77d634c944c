namespace BatchAi.Linux;

/// <summary>Files and directories that only their owner may open (0600, 0700).</summary>
public static class OwnerOnly
{
    public const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    public const UnixFileMode DirectoryMode = FileMode | UnixFileMode.UserExecute;

    /// <summary>Makes an empty file for writing.</summary>
    /// <exception cref="IOException">There is a file of that name, a link included.</exception>
    public static FileStream CreateFile(string path, UnixFileMode mode = FileMode) =>
        new(path, new FileStreamOptions { Mode = System.IO.FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode });

    /// <summary>Makes a directory, and its parents, unless it is there.</summary>
    /// <returns>Its path.</returns>
    public static string CreateDirectory(string path)
    {
        Directory.CreateDirectory(path, DirectoryMode);
        return path;
    }

    /// <summary>Whether nobody else has any right on it.</summary>
    public static bool IsClosed(string path) => (File.GetUnixFileMode(path) & ~DirectoryMode) == UnixFileMode.None;

    public static void CloseFile(string path) => File.SetUnixFileMode(path, FileMode);

    public static void CloseDirectory(string path) => File.SetUnixFileMode(path, DirectoryMode);
}
