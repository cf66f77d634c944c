using System.Diagnostics.CodeAnalysis;

namespace BatchAi.Embedded;

/// <summary>Files and directories that only their owner may open (0600, 0700).</summary>
[SuppressMessage("Interoperability", "CA1416:Validate platform compatibility", Justification = "LocalHost runs on Linux only and says so before it gets here.")]
internal static class OwnerOnly
{
    private const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode DirectoryMode = FileMode | UnixFileMode.UserExecute;

    public static FileStream CreateFile(string path) =>
        new(path, new FileStreamOptions { Mode = System.IO.FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = FileMode });

    /// <summary>Makes an empty file where a database is to be: SQLite gives its own files the mode of the first. Where that cannot be, SQLite says best why.</summary>
    public static void MakeDatabase(string path)
    {
        try
        {
            CreateFile(path).Dispose();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
        }
    }

    public static void CreateDirectory(string path) => Directory.CreateDirectory(path, DirectoryMode);

    public static bool IsClosed(string path) => (File.GetUnixFileMode(path) & ~DirectoryMode) == UnixFileMode.None;

    public static void CloseFile(string path) => File.SetUnixFileMode(path, FileMode);

    public static void CloseDirectory(string path) => File.SetUnixFileMode(path, DirectoryMode);
}
