using BatchAi.Model;
using BatchAi.State;

namespace BatchAi.Services;

/// <summary>For a host without queues: nobody is told, and no message lies anywhere.</summary>
public sealed class NoMessages : IJobEvents, IMessageBodies
{
    public Task SendAsync(JobEvent happened, CancellationToken cancellation) => Task.CompletedTask;

    public Task<ReadOnlyMemory<byte>?> ReadAsync(string blob, int most, CancellationToken cancellation) => Task.FromResult<ReadOnlyMemory<byte>?>(null);

    public Task DeleteAsync(string blob, CancellationToken cancellation) => Task.CompletedTask;
}
