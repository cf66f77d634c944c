using System.Text.Json;
using BatchAi.Services;
using Microsoft.Data.Sqlite;

namespace BatchAi.Embedded;

/// <summary>
/// History in one SQLite file. A committed turn survives a killed process; after a power cut the last ones may be gone,
/// which costs no more than deleting the file does.
/// </summary>
internal sealed class SqliteHistoryStore : IHistoryStore
{
    // Raised with every change of a table below or of HistoryEvent: an older file is refused, not migrated.
    private const int Schema = 1;

    // SQLite's own numbers for "database disk image is malformed" and "file is not a database".
    private const int Corrupt = 11;
    private const int NotADatabase = 26;

    // Nobody else has business in this file; a backup that reads it locks for moments only.
    private const int BusySeconds = 1;

    // Pending and Running are 0 and 1, so that "ended" is "2 and above".
    private const string Tables = """
        CREATE TABLE instances(
            id TEXT PRIMARY KEY, name TEXT NOT NULL, input TEXT NOT NULL, run INTEGER NOT NULL, status INTEGER NOT NULL, created INTEGER NOT NULL, updated INTEGER NOT NULL,
            custom_status TEXT, output TEXT, failure TEXT, parent_id TEXT, parent_run INTEGER, parent_number INTEGER) WITHOUT ROWID;
        CREATE INDEX instances_unfinished ON instances(status) WHERE status < 2;
        CREATE INDEX instances_ended ON instances(updated) WHERE status >= 2;
        CREATE TABLE history(instance TEXT NOT NULL, turn INTEGER NOT NULL, events TEXT NOT NULL, PRIMARY KEY(instance, turn)) WITHOUT ROWID;
        """;

    private const string Columns =
        "id, name, input, run, status, created, updated, custom_status, output, failure, parent_id, parent_run, parent_number";

    private readonly string _path;
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _putRow;
    private readonly SqliteCommand _addTurn;
    private readonly SqliteCommand _emptyHistory;
    private readonly SqliteCommand _find;

    private SqliteHistoryStore(string path, SqliteConnection connection)
    {
        _path = path;
        _connection = connection;
        _putRow = Command(
            connection,
            $"INSERT OR REPLACE INTO instances({Columns}) VALUES ($id, $name, $input, $run, $status, $created, $updated, $custom, "
            + "$output, $failure, $parentId, $parentRun, $parentNumber)",
            "$id",
            "$name",
            "$input",
            "$run",
            "$status",
            "$created",
            "$updated",
            "$custom",
            "$output",
            "$failure",
            "$parentId",
            "$parentRun",
            "$parentNumber");
        _addTurn = Command(
            connection,
            "INSERT INTO history(instance, turn, events) VALUES ($id, $turn, $events)",
            "$id",
            "$turn",
            "$events");
        _emptyHistory = Command(connection, "DELETE FROM history WHERE instance = $id", "$id");
        _find = Command(connection, $"SELECT {Columns} FROM instances WHERE id = $id", "$id");
    }

    /// <exception cref="HistoryUnusableException">The file is corrupt, of another schema, or no database.</exception>
    /// <exception cref="IOException">The file cannot be opened or made.</exception>
    public static SqliteHistoryStore Open(string path)
    {
        DatabaseFile.Make(path);
        SqliteConnection connection = new(
            new SqliteConnectionStringBuilder
            {
                DataSource = path,
                Pooling = false,
                DefaultTimeout = BusySeconds,
            }.ToString()
        );
        try
        {
            connection.Open();
            Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
            CheckSchema(connection, path);
            return new SqliteHistoryStore(path, connection);
        }
        catch (SqliteException error)
        {
            connection.Dispose();
            throw Translated(error, path);
        }
        catch (HistoryUnusableException)
        {
            connection.Dispose();
            throw;
        }
    }

    public IReadOnlyList<StoredInstance> LoadUnfinished() => Guarded(() =>
    {
        List<InstanceRow> rows = [];
        using (SqliteCommand unfinished = Command(_connection, $"SELECT {Columns} FROM instances WHERE status < 2 ORDER BY created, id"))
        using (SqliteDataReader reader = unfinished.ExecuteReader())
        {
            while (reader.Read())
                rows.Add(ReadRow(reader));
        }

        return rows.ConvertAll(ReadHistory);
    });

    public InstanceRow? Find(string id) => Guarded(() =>
    {
        _find.Parameters[0].Value = id;
        using SqliteDataReader reader = _find.ExecuteReader();
        return reader.Read() ? ReadRow(reader) : null;
    });

    public void Commit(IReadOnlyList<InstanceChange> changes) => Guarded(() =>
    {
        using SqliteTransaction transaction = _connection.BeginTransaction();
        foreach (InstanceChange change in changes)
        {
            Put(change.Row, transaction);
            if (change.EmptiesHistory)
                Run(_emptyHistory, transaction, change.Row.Id);
            if (change.Events is not null)
                Run(_addTurn, transaction, change.Row.Id, change.Turn, change.Events);
        }

        transaction.Commit();
        return changes.Count;
    });

    public int Purge(DateTimeOffset endedBefore, int limit) => Guarded(() =>
    {
        using SqliteCommand purge = Command(_connection, """
            DELETE FROM instances WHERE id IN (
                SELECT ended.id FROM instances ended
                WHERE ended.status >= 2 AND ended.updated < $before
                  AND NOT EXISTS (SELECT 1 FROM instances parent WHERE parent.id = ended.parent_id AND parent.status < 2)
                ORDER BY ended.updated LIMIT $limit)
            """, "$before", "$limit");
        purge.Parameters[0].Value = endedBefore.UtcTicks;
        purge.Parameters[1].Value = limit;
        return purge.ExecuteNonQuery();
    });

    public void Dispose()
    {
        foreach (SqliteCommand command in (SqliteCommand[])[_putRow, _addTurn, _emptyHistory, _find])
            command.Dispose();
        _connection.Dispose();
    }

    private static void CheckSchema(SqliteConnection connection, string path)
    {
        string check = (string)Scalar(connection, "PRAGMA quick_check(1)");
        if (check != "ok")
            throw new HistoryUnusableException(path, $"it is corrupt ({check})");

        long found = (long)Scalar(connection, "PRAGMA user_version");
        if ((long)Scalar(connection, "SELECT COUNT(*) FROM sqlite_master") == 0)
            Execute(connection, $"BEGIN; {Tables} PRAGMA user_version = {Schema}; COMMIT;");
        else if (found != Schema)
            throw new HistoryUnusableException(path, $"it has schema {found}, this program uses schema {Schema}");
    }

    private static void Execute(SqliteConnection connection, string text)
    {
        using SqliteCommand command = Command(connection, text);
        command.ExecuteNonQuery();
    }

    private static object Scalar(SqliteConnection connection, string text)
    {
        using SqliteCommand command = Command(connection, text);
        return command.ExecuteScalar() ?? throw new InvalidOperationException($"{text} has no answer");
    }

    private static SqliteCommand Command(SqliteConnection connection, string text, params ReadOnlySpan<string> parameters)
    {
        SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Every text passed here is a constant of this file.
        command.CommandText = text;
#pragma warning restore CA2100
        foreach (string parameter in parameters)
            command.Parameters.Add(new SqliteParameter { ParameterName = parameter });
        return command;
    }

    private static Exception Translated(SqliteException error, string path) => error.SqliteErrorCode is Corrupt or NotADatabase
        ? new HistoryUnusableException(path, $"it is corrupt ({error.Message})", error)
        : new IOException($"The orchestration history in '{path}' cannot be read or written: {error.Message}", error);

    private static InstanceRow ReadRow(SqliteDataReader reader) => new()
    {
        Id = reader.GetString(0),
        Name = reader.GetString(1),
        Input = reader.GetString(2),
        Run = reader.GetInt32(3),
        Status = (OrchestrationStatus)reader.GetInt32(4),
        CreatedAt = new DateTimeOffset(reader.GetInt64(5), TimeSpan.Zero),
        UpdatedAt = new DateTimeOffset(reader.GetInt64(6), TimeSpan.Zero),
        CustomStatus = Text(reader, 7),
        Output = Text(reader, 8),
        Failure = Text(reader, 9),
        Parent = Text(reader, 10) is { } parent ? new ParentCall(parent, reader.GetInt32(11), reader.GetInt32(12)) : null,
    };

    private static string? Text(SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static void Run(SqliteCommand command, SqliteTransaction transaction, params ReadOnlySpan<object?> values)
    {
        command.Transaction = transaction;
        for (int i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        command.ExecuteNonQuery();
    }

    private void Put(InstanceRow row, SqliteTransaction transaction) =>
        Run(
            _putRow,
            transaction,
            row.Id,
            row.Name,
            row.Input,
            row.Run,
            (int)row.Status,
            row.CreatedAt.UtcTicks,
            row.UpdatedAt.UtcTicks,
            row.CustomStatus,
            row.Output,
            row.Failure,
            row.Parent?.InstanceId,
            row.Parent?.Run,
            row.Parent?.Number);

    private StoredInstance ReadHistory(InstanceRow row)
    {
        using SqliteCommand command = Command(_connection, "SELECT events FROM history WHERE instance = $id ORDER BY turn", "$id");
        command.Parameters[0].Value = row.Id;
        using SqliteDataReader reader = command.ExecuteReader();
        List<HistoryEvent> events = [];
        (int turns, long length) = (0, 0L);
        while (reader.Read())
        {
            string turn = reader.GetString(0);
            events.AddRange(ReadEvents(turn));
            turns++;
            length += turn.Length;
        }

        return new StoredInstance(row, events, turns, length);
    }

    private List<HistoryEvent> ReadEvents(string turn)
    {
        try
        {
            return HistoryJson.Read(turn);
        }
        catch (JsonException error)
        {
            throw new HistoryUnusableException(_path, $"it holds an unreadable event ({error.Message})", error);
        }
    }

    private T Guarded<T>(Func<T> access)
    {
        try
        {
            return access();
        }
        catch (SqliteException error)
        {
            throw Translated(error, _path);
        }
    }
}
