using BatchAi.State;
using Microsoft.Data.Sqlite;

namespace BatchAi.Embedded;

/// <summary>A database file: how connections to it are set up, and what its errors mean to an operator.</summary>
internal sealed class SqliteFile(string path, long? maxBytes)
{
    private const int PageBytes = 4_096;

    /// <summary>The file's name without its directory.</summary>
    public string Name { get; } = Path.GetFileName(path);

    /// <summary>A connection of its own, not pooled, with a small cache: the operating system caches the file.</summary>
    public SqliteConnection Open()
    {
        DatabaseFile.Make(path);
        SqliteConnection connection = new(
            new SqliteConnectionStringBuilder
            {
                DataSource = path,
                Pooling = false,
                DefaultTimeout = 5,
            }.ToString()
        );
        try
        {
            connection.Open();
            // FULL: flushed at every commit. The log is cut back after a checkpoint, so that one burst does not keep the disk.
            connection.Execute($"""
                PRAGMA page_size = {PageBytes};
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = FULL;
                PRAGMA cache_size = -1024;
                PRAGMA temp_store = MEMORY;
                PRAGMA journal_size_limit = 4194304;
                """);
            if (maxBytes is { } most)
                connection.Execute($"PRAGMA max_page_count = {Math.Max(1, most / PageBytes)};");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Runs work on the file; what an operator can mend comes out as <see cref="StoreUnavailableException"/>.</summary>
    public T Guard<T>(string what, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException failure) when (Reason(failure) is { } reason)
        {
            throw new StoreUnavailableException($"{path} cannot be {what}: {reason}.", failure);
        }
    }

    private static string? Reason(SqliteException failure) => failure.SqliteErrorCode switch
    {
        SqliteCodes.Full => "the disk is full",
        SqliteCodes.ReadOnly => "it is read-only",
        SqliteCodes.Perm => "access is denied",
        SqliteCodes.CannotOpen => "the file or its directory cannot be opened for writing",
        SqliteCodes.Io => $"the disk reports an error (SQLite {failure.SqliteExtendedErrorCode})",
        SqliteCodes.Busy or SqliteCodes.Locked => "another program holds it",
        SqliteCodes.Corrupt => "it is damaged",
        SqliteCodes.NotADatabase => "it is no SQLite database",
        _ => null,
    };
}

/// <summary>SQLite's primary result codes that an operator can do something about (sqlite.org/rescode.html).</summary>
internal static class SqliteCodes
{
    public const int Perm = 3;
    public const int Busy = 5;
    public const int Locked = 6;
    public const int ReadOnly = 8;
    public const int Io = 10;
    public const int Corrupt = 11;
    public const int Full = 13;
    public const int CannotOpen = 14;
    public const int NotADatabase = 26;
}
