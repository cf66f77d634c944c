using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using BatchAi.State;

namespace BatchAi.Embedded;

/// <summary>One thread that takes what is waiting and puts it on the disk together; it sleeps while nothing is.</summary>
internal sealed class CommitQueue : IDisposable
{
    /// <summary>Enough to share a flush among all callers of a busy host, few enough that none waits long for the others' pages.</summary>
    private const int MaxGroup = 128;

    private readonly SqliteFile _file;
    private readonly SqliteETags _eTags;
    private readonly BlockingCollection<PendingCommit> _waiting = [];
    private readonly Thread _thread;
    private SqliteWriter? _writer;

    public CommitQueue(SqliteFile file, SqliteETags eTags)
    {
        _file = file;
        _eTags = eTags;
        _thread = new Thread(Work) { IsBackground = true, Name = $"{file.Name} writer" };
        _thread.Start();
    }

    public Task<CommitOutcome> CommitAsync(PendingCommit commit)
    {
        try
        {
            _waiting.Add(commit);
        }
        catch (InvalidOperationException closed) when (_waiting.IsAddingCompleted)
        {
            throw new ObjectDisposedException($"The store {_file.Name} is closed.", closed);
        }

        return commit.Completion;
    }

    public void Dispose()
    {
        _waiting.CompleteAdding();
        _thread.Join();
        _waiting.Dispose();
    }

    private void Work()
    {
        List<PendingCommit> group = [];
        foreach (PendingCommit first in _waiting.GetConsumingEnumerable())
        {
            group.Add(first);
            while (group.Count < MaxGroup && _waiting.TryTake(out PendingCommit? next))
                group.Add(next);

            if (!TryWrite(group, out Exception? cause))
                WriteOneByOne(group, cause);
            group.Clear();
        }

        _writer?.Dispose();
    }

    /// <summary>One of a failed group may be what does not fit; the others should not fail with it.</summary>
    private void WriteOneByOne(List<PendingCommit> group, Exception cause)
    {
        if (group is [PendingCommit only])
        {
            only.Fail(cause);
            return;
        }

        foreach (PendingCommit commit in group)
        {
            if (!TryWrite([commit], out cause!))
                commit.Fail(cause);
        }
    }

    [SuppressMessage(
        "Design",
        "CA1031:Do not catch general exception types",
        Justification = "The edge of the writer thread: every caller gets its exception, and the thread lives on for the next.")]
    private bool TryWrite(List<PendingCommit> group, [NotNullWhen(false)] out Exception? cause)
    {
        CommitOutcome[] outcomes;
        try
        {
            outcomes = _file.Guard("written", () => (_writer ??= new SqliteWriter(_file, _eTags)).Write(group));
        }
        catch (Exception failure)
        {
            // After a failed write nothing is known of the connection: the next group begins on a new one.
            _writer?.Dispose();
            _writer = null;
            cause = failure;
            return false;
        }

        for (int index = 0; index < group.Count; index++)
            group[index].Complete(outcomes[index]);
        cause = null;
        return true;
    }
}
