using BatchAi.State;
using Microsoft.Data.Sqlite;

namespace BatchAi.Embedded;

/// <summary>The shape of the database and its version.</summary>
internal static class SqliteSchema
{
    /// <summary>Raised with every change of the tables below; older files are brought up to it when opened.</summary>
    private const long Version = 1;

    // Entities have a row id, and their key is an index beside them: a replace, the most common write, then touches one page.
    private const string Create = """
        CREATE TABLE entity (
            tbl TEXT NOT NULL, part TEXT NOT NULL, row TEXT NOT NULL,
            etag INTEGER NOT NULL, schema INTEGER NOT NULL, doc BLOB NOT NULL,
            PRIMARY KEY (tbl, part, row));
        CREATE TABLE opened (times INTEGER NOT NULL);
        INSERT INTO opened VALUES (0);
        """;

    /// <summary>
    /// Makes the tables in a new file. Returns how often the file was opened, this time included: the part of an ETag
    /// that no earlier run can have used.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The file has a version this program does not know.</exception>
    public static long Prepare(SqliteConnection connection, string file)
    {
        using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
        long found = connection.ReadNumber("PRAGMA user_version;");
        if (found > Version)
            throw new StoreUnavailableException(
                $"{file} was written by a newer version (schema {found}; this one knows {Version}). Use that version or another "
                + "data directory."
            );

        if (found < Version)
        {
            connection.Execute(Create);
            connection.Execute($"PRAGMA user_version = {Version};");
        }

        long opening = connection.ReadNumber("UPDATE opened SET times = times + 1 RETURNING times;");
        transaction.Commit();
        return opening;
    }
}
