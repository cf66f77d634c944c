using BatchAi.State;
using Microsoft.Data.Sqlite;

namespace BatchAi.Embedded;

/// <summary>Writes groups of transactions on a connection of its own, for one thread.</summary>
internal sealed class SqliteWriter : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteETags _eTags;
    private readonly SqliteCommand _begin;
    private readonly SqliteCommand _commit;
    private readonly SqliteCommand _mark;
    private readonly SqliteCommand _keep;
    private readonly SqliteCommand _undo;
    private readonly SqliteCommand _insert;
    private readonly SqliteCommand _replace;
    private readonly SqliteCommand _delete;
    private readonly SqliteCommand _exists;

    public SqliteWriter(SqliteFile file, SqliteETags eTags)
    {
        _eTags = eTags;
        _connection = file.Open();
        _begin = _connection.Statement("BEGIN IMMEDIATE;");
        _commit = _connection.Statement("COMMIT;");
        _mark = _connection.Statement("SAVEPOINT one;");
        _keep = _connection.Statement("RELEASE one;");
        _undo = _connection.Statement("ROLLBACK TO one;");
        _insert = _connection.Statement(
            "INSERT INTO entity VALUES ($tbl, $part, $row, $etag, $schema, $doc) ON CONFLICT DO NOTHING;",
            "$tbl",
            "$part",
            "$row",
            "$etag",
            "$schema",
            "$doc");
        _replace = _connection.Statement(
            "UPDATE entity SET etag = $etag, schema = $schema, doc = $doc WHERE tbl = $tbl AND part = $part AND row = $row AND etag "
            + "= $seen;",
            "$tbl",
            "$part",
            "$row",
            "$seen",
            "$etag",
            "$schema",
            "$doc");
        _delete = _connection.Statement(
            "DELETE FROM entity WHERE tbl = $tbl AND part = $part AND row = $row AND etag = $seen;",
            "$tbl",
            "$part",
            "$row",
            "$seen");
        _exists = _connection.Statement(
            "SELECT 1 FROM entity WHERE tbl = $tbl AND part = $part AND row = $row;",
            "$tbl",
            "$part",
            "$row");
    }

    /// <summary>
    /// Outcomes in the order of the group. On an exception none of the group is in place; the writer is of no further
    /// use.
    /// </summary>
    public CommitOutcome[] Write(List<PendingCommit> group)
    {
        CommitOutcome[] outcomes = new CommitOutcome[group.Count];
        _begin.ExecuteNonQuery();
        for (int index = 0; index < group.Count; index++)
            outcomes[index] = WriteOne(group[index]);
        _commit.ExecuteNonQuery();
        return outcomes;
    }

    public void Dispose()
    {
        foreach (
            SqliteCommand command in (ReadOnlySpan<SqliteCommand>)
                [_begin, _commit, _mark, _keep, _undo, _insert, _replace, _delete, _exists])
            command.Dispose();
        // Closing rolls back what is open.
        _connection.Dispose();
    }

    private CommitOutcome WriteOne(PendingCommit commit)
    {
        string[] eTags = new string[commit.Writes.Count];
        _mark.ExecuteNonQuery();
        for (int index = 0; index < eTags.Length; index++)
        {
            if (Apply(commit.Table, commit.Partition, commit.Writes[index]) is { } eTag)
            {
                eTags[index] = eTag;
                continue;
            }

            ConflictKind kind = KindOf(commit, commit.Writes[index]);
            _undo.ExecuteNonQuery();
            _keep.ExecuteNonQuery();
            return new CommitOutcome.Conflict(index, kind);
        }

        _keep.ExecuteNonQuery();
        return new CommitOutcome.Committed(eTags);
    }

    /// <summary>The row's new ETag, empty for a delete; null on a conflict.</summary>
    private string? Apply(string table, string partition, EntityWrite write)
    {
        switch (write)
        {
            case EntityWrite.Insert insert:
                long first = _eTags.Next();
                return _insert.With(table, partition, insert.Row, first, insert.Schema, insert.Document.ToArray()).ExecuteNonQuery() == 1
                    ? SqliteETags.Print(first)
                    : null;
            case EntityWrite.Replace replace:
                long next = _eTags.Next();
                return
                    _replace
                        .With(
                            table,
                            partition,
                            replace.Row,
                            SqliteETags.Parse(replace.ETag),
                            next,
                            replace.Schema,
                            replace.Document.ToArray())
                        .ExecuteNonQuery() == 1
                    ? SqliteETags.Print(next)
                    : null;
            case EntityWrite.Delete delete:
                return _delete.With(table, partition, delete.Row, SqliteETags.Parse(delete.ETag)).ExecuteNonQuery() == 1 ? "" : null;
            default:
                throw new ArgumentException($"{write.GetType().Name} is no known write.", nameof(write));
        }
    }

    private ConflictKind KindOf(PendingCommit commit, EntityWrite write) =>
        write is EntityWrite.Insert ? ConflictKind.Exists
        : _exists.With(commit.Table, commit.Partition, write.Row).ExecuteScalar() is null ? ConflictKind.Gone
        : ConflictKind.Changed;
}
