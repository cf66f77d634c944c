namespace BatchAi.Linux;

/// <summary>
/// Where that goes which cannot be removed, so that its old path is free again: every such thing gets a name there of its own, which is
/// never given twice while it lies there.
/// </summary>
/// <param name="directory">Made when it is needed; for its owner alone, as nobody but the removal has business there.</param>
public sealed class SetAside(string directory)
{
    public string Directory { get; } = directory;

    /// <summary>What lies there. Only this class gives names there, so that other names are not looked for.</summary>
    public IReadOnlyList<string> Contents
    {
        get
        {
            try
            {
                return [.. System.IO.Directory.EnumerateFileSystemEntries(Directory)];
            }
            catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
            {
                return [];
            }
        }
    }

    /// <summary>Moves a file or directory there, whatever is in it and whoever owns it.</summary>
    /// <returns>Its new path; null when it cannot be moved, and lies where it was.</returns>
    public string? Move(string path) => MoveTo(Directory, "", path) ?? MoveTo(Path.GetDirectoryName(path)!, ".left-", path);

    /// <summary>Of one file system only: a copy would be another file, and what cannot be removed would still be there.</summary>
    private static string? MoveTo(string directory, string prefix, string path)
    {
        try
        {
            OwnerOnly.CreateDirectory(directory);
            using DirectoryHandle to = DirectoryHandle.Open(directory);
            using DirectoryHandle from = DirectoryHandle.Open(Path.GetDirectoryName(path)!);
            int number = 1;
            while (Path.Exists(Path.Combine(directory, $"{prefix}{number}")))
                number++;
            from.Rename(FileName.Of(Path.GetFileName(path)), to, FileName.Of($"{prefix}{number}"), replace: false);
            return Path.Combine(directory, $"{prefix}{number}");
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
