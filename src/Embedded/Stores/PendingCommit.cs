using BatchAi.State;

namespace BatchAi.Embedded;

/// <summary>A transaction on its way to the disk and the promise of its outcome.</summary>
internal sealed class PendingCommit(string table, string partition, IReadOnlyList<EntityWrite> writes)
{
    // The caller goes on elsewhere: the writer thread has other work.
    private readonly TaskCompletionSource<CommitOutcome> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Table => table;

    public string Partition => partition;

    public IReadOnlyList<EntityWrite> Writes => writes;

    public Task<CommitOutcome> Completion => _completion.Task;

    public void Complete(CommitOutcome outcome) => _completion.SetResult(outcome);

    public void Fail(Exception cause) => _completion.SetException(cause);
}
