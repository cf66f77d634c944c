using System.Collections.Concurrent;
using BatchAi.State;

namespace BatchAi.Api.Tests;

/// <summary>Keeps secrets in memory.</summary>
internal sealed class MemorySecrets : ISecretStore
{
    public ConcurrentDictionary<string, IReadOnlyDictionary<string, string>> Kept { get; } = new();

    /// <summary>Thrown by every save while it is set.</summary>
    public Exception? Fault { get; set; }

    public Task SaveAsync(string resourceUid, IReadOnlyDictionary<string, string> valuesBySlot, CancellationToken cancellation)
    {
        if (Fault is not null)
            throw Fault;
        Kept[resourceUid] = valuesBySlot;
        return Task.CompletedTask;
    }

    public Task<IReadOnlyDictionary<string, string>> LoadAsync(string resourceUid, CancellationToken cancellation) =>
        Task.FromResult(Kept.GetValueOrDefault(resourceUid) ?? new Dictionary<string, string>());

    public Task DeleteAsync(string resourceUid, CancellationToken cancellation)
    {
        Kept.TryRemove(resourceUid, out _);
        return Task.CompletedTask;
    }
}
