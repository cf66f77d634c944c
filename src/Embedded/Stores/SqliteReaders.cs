using System.Collections.Concurrent;

namespace BatchAi.Embedded;

/// <summary>Read connections: made when all are in use, a few kept for the next.</summary>
internal sealed class SqliteReaders(SqliteFile file) : IDisposable
{
    /// <summary>Reads are short, so more than this many at once are rare; each kept one may hold a cache of 1 MiB.</summary>
    private const int MaxIdle = 4;

    private readonly ConcurrentBag<SqliteReader> _idle = [];
    private volatile bool _closed;

    public T Read<T>(Func<SqliteReader, T> read)
    {
        ObjectDisposedException.ThrowIf(_closed, typeof(SqliteTableStore));
        return file.Guard("read", () =>
        {
            SqliteReader reader = _idle.TryTake(out SqliteReader? kept) ? kept : new SqliteReader(file);
            bool good = false;
            try
            {
                T result = read(reader);
                good = true;
                return result;
            }
            finally
            {
                // A connection that failed is not used again.
                if (good && !_closed && _idle.Count < MaxIdle)
                    _idle.Add(reader);
                else
                    reader.Dispose();
            }
        });
    }

    public void Dispose()
    {
        _closed = true;
        while (_idle.TryTake(out SqliteReader? reader))
            reader.Dispose();
    }
}
