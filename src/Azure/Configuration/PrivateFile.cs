namespace BatchAi.AzureAdapters;

/// <summary>Files that hold what others must not read or change.</summary>
internal static class PrivateFile
{
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Null when the file is there, can be read, and by its owner alone; else what is wrong with it.</summary>
    public static string? WhyNot(string path)
    {
        if (!Path.IsPathFullyQualified(path))
            return "the path must be absolute";
        if (!File.Exists(path))
            return "there is no such file";
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != UnixFileMode.None)
            return "others may use it, too (chmod go= takes that away)";

        try
        {
            using FileStream opened = File.OpenRead(path);
            return null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return "it cannot be read";
        }
    }
}
