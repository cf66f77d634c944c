using BatchAi.LocalHost;
using Microsoft.Extensions.Time.Testing;

namespace BatchAi.EndToEnd.Tests;

/// <summary>A file system that does not answer, a dead mount for example, holds a few threads and nobody else.</summary>
public sealed class WaitingForFileSystems : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly FakeTimeProvider _clock = new();
    private readonly ManualResetEventSlim _answers = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _answers.Dispose();

    [Fact]
    public async Task A_caller_is_let_go_when_patience_ends_and_what_comes_late_is_closed()
    {
        using FileWork work = new(_clock, s_patience, most: 1);
        Late late = new();
        TaskCompletionSource began = new();
        Task<Late> caller = work.DoAsync(
            _ =>
            {
                began.SetResult();
                _answers.Wait(CancellationToken.None);
                return late;
            },
            Cancellation);
        await began.Task;
        Task<int> behind = work.DoAsync(_ => 1, Cancellation);

        _clock.Advance(s_patience);
        await Assert.ThrowsAsync<TimeoutException>(() => caller);
        await Assert.ThrowsAsync<TimeoutException>(() => behind);

        _answers.Set();
        await late.Closed.Task;
        Assert.Equal(2, await work.DoAsync(_ => 2, Cancellation));
    }

    [Fact]
    public async Task A_caller_who_leaves_is_let_go_at_once_and_the_work_is_told()
    {
        using FileWork work = new(_clock, s_patience, most: 1);
        using CancellationTokenSource leaving = new();
        TaskCompletionSource began = new();
        Task<int> caller = work.DoAsync(
            told =>
            {
                began.SetResult();
                told.WaitHandle.WaitOne();
                told.ThrowIfCancellationRequested();
                return 1;
            },
            leaving.Token);
        await began.Task;

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => caller);
        Assert.Equal(2, await work.DoAsync(_ => 2, Cancellation));
    }

    private sealed class Late : IDisposable
    {
        public TaskCompletionSource Closed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Dispose() => Closed.SetResult();
    }
}
