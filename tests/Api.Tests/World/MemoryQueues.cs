using System.Collections.Concurrent;
using System.Text;
using BatchAi.Model;
using BatchAi.Services;
using BatchAi.State;

namespace BatchAi.Api.Tests;

/// <summary>Queues and the container of bodies in memory; deliveries are the test's own.</summary>
internal sealed class MemoryQueues : IJobMessages, IJobEvents, IMessageBodies
{
    public ConcurrentDictionary<string, string> Bodies { get; } = new();

    public List<string> Poisoned { get; } = [];

    public List<JobEvent> Events { get; } = [];

    /// <summary>While true nothing can be put into a queue.</summary>
    public bool AreAway { get; set; }

    public Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(int most, TimeSpan hidden, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public Task DeleteAsync(ReceivedMessage received, CancellationToken cancellation) => throw new NotSupportedException();

    public Task PoisonAsync(string text, CancellationToken cancellation) => Put(Poisoned, text);

    public Task SendAsync(JobEvent happened, CancellationToken cancellation) => Put(Events, happened);

    public Task<ReadOnlyMemory<byte>?> ReadAsync(string blob, int most, CancellationToken cancellation)
    {
        byte[]? bytes = Bodies.TryGetValue(blob, out string? text) ? Encoding.UTF8.GetBytes(text) : null;
        return Task.FromResult(bytes is null ? (ReadOnlyMemory<byte>?)null : bytes.AsMemory(0, Math.Min(most, bytes.Length)));
    }

    public Task DeleteAsync(string blob, CancellationToken cancellation)
    {
        Bodies.TryRemove(blob, out _);
        return Task.CompletedTask;
    }

    private Task Put<T>(List<T> queue, T item)
    {
        if (AreAway)
            throw new StoreUnavailableException("The queue is away");
        queue.Add(item);
        return Task.CompletedTask;
    }
}
