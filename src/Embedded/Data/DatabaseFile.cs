using BatchAi.Linux;

namespace BatchAi.Embedded;

/// <summary>Files of SQLite databases.</summary>
internal static class DatabaseFile
{
    /// <summary>
    /// Makes an empty file where a database is to be: SQLite gives its own files the mode of the first. Where that cannot be, SQLite says
    /// best why.
    /// </summary>
    public static void Make(string path)
    {
        try
        {
            OwnerOnly.CreateFile(path).Dispose();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
        }
    }
}
