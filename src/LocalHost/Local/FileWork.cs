namespace BatchAi.LocalHost;

/// <summary>
/// Does what a file system may never answer, a dead mount for example. A caller waits for a bounded time, and what the kernel holds on to
/// holds a bounded number of threads: the rest of the server goes on.
/// </summary>
/// <param name="patience">How long a caller waits for its turn and the answer, together.</param>
/// <param name="most">Calls at once.</param>
public sealed class FileWork(TimeProvider clock, TimeSpan patience, int most = FileWork.UsualMost) : IDisposable
{
    public const int UsualMost = 16;

    /// <summary>A good deal longer than a directory of a million entries takes on a disk.</summary>
    public static readonly TimeSpan UsualPatience = TimeSpan.FromSeconds(20);

    private readonly SemaphoreSlim _turns = new(most);

    /// <param name="act">Gets told when nobody waits for it any longer.</param>
    /// <exception cref="TimeoutException">It took too long. It may still be going on; what it gives then is disposed.</exception>
    public async Task<T> DoAsync<T>(Func<CancellationToken, T> act, CancellationToken cancellation)
    {
        using CancellationTokenSource timeout = new(patience, clock);
        using CancellationTokenSource leaving = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            await _turns.WaitAsync(leaving.Token);
            Task<T> work = WorkAsync(act, leaving.Token);
            try
            {
                return await work.WaitAsync(leaving.Token);
            }
            catch (OperationCanceledException)
            {
                _ = DisposeLateAsync(work);
                throw;
            }
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new TimeoutException();
        }
    }

    public void Dispose() => _turns.Dispose();

    private async Task<T> WorkAsync<T>(Func<CancellationToken, T> act, CancellationToken leaving)
    {
        try
        {
            return await Task.Run(() => act(leaving), CancellationToken.None);
        }
        finally
        {
            _turns.Release();
        }
    }

    private static async Task DisposeLateAsync<T>(Task<T> work)
    {
        await ((Task)work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (work.IsCompletedSuccessfully)
            (work.Result as IDisposable)?.Dispose();
    }
}
