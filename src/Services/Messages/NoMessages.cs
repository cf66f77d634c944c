using BatchAi.Model;
using BatchAi.State;

namespace BatchAi.Services;

/// <summary>For a host without queues: nobody is told, and no message lies anywhere.</summary>
public sealed class NoMessages : IJobMessages, IJobEvents, IMessageBodies
{
    public Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(int most, TimeSpan hidden, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<ReceivedMessage>>([]);

    public Task DeleteAsync(ReceivedMessage received, CancellationToken cancellation) => Task.CompletedTask;

    public Task PoisonAsync(string text, CancellationToken cancellation) => Task.CompletedTask;

    public Task SendAsync(JobEvent happened, CancellationToken cancellation) => Task.CompletedTask;

    public Task<ReadOnlyMemory<byte>?> ReadAsync(string blob, int most, CancellationToken cancellation) =>
        Task.FromResult<ReadOnlyMemory<byte>?>(null);

    public Task DeleteAsync(string blob, CancellationToken cancellation) => Task.CompletedTask;
}
