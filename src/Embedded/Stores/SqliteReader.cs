using BatchAi.State;
using Microsoft.Data.Sqlite;

namespace BatchAi.Embedded;

/// <summary>Reads on a connection of its own, for one thread at a time.</summary>
internal sealed class SqliteReader : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _find;
    private readonly SqliteCommand _list;

    public SqliteReader(SqliteFile file)
    {
        _connection = file.Open();
        _find = _connection.Statement(
            "SELECT row, etag, schema, doc FROM entity WHERE tbl = $tbl AND part = $part AND row = $row;",
            "$tbl",
            "$part",
            "$row");
        // Text compares as bytes, which is ordinal order. Without an upper bound: a blob is above every text.
        _list = _connection.Statement(
            "SELECT row, etag, schema, doc FROM entity WHERE tbl = $tbl AND part = $part AND row >= $from AND row < coalesce($to, "
            + "x'') ORDER BY row LIMIT $take;",
            "$tbl", "$part", "$from", "$to", "$take");
    }

    public StoredEntity? Find(string table, string partition, string row)
    {
        using SqliteDataReader reader = _find.With(table, partition, row).ExecuteReader();
        return reader.Read() ? Entity(reader) : null;
    }

    public IReadOnlyList<StoredEntity> List(string table, string partition, string? from, string? to, int take)
    {
        using SqliteDataReader reader = _list.With(table, partition, from ?? "", to, take).ExecuteReader();
        List<StoredEntity> found = [];
        while (reader.Read())
            found.Add(Entity(reader));
        return found;
    }

    public void Dispose()
    {
        _find.Dispose();
        _list.Dispose();
        _connection.Dispose();
    }

    private static StoredEntity Entity(SqliteDataReader reader) =>
        new(reader.GetString(0), SqliteETags.Print(reader.GetInt64(1)), reader.GetInt32(2), reader.GetFieldValue<byte[]>(3));
}
