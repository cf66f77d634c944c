using BatchAi.Model;
using BatchAi.Services;
using BatchAi.State;

namespace BatchAi.Testing;

/// <summary>Hears what is announced.</summary>
public sealed class Listener : IJobEvents
{
    public List<JobEvent> Heard { get; } = [];

    /// <summary>While true nothing can be announced.</summary>
    public bool IsAway { get; set; }

    public Task SendAsync(JobEvent happened, CancellationToken cancellation)
    {
        if (IsAway)
            throw new StoreUnavailableException("The queue is away");
        lock (Heard)
            Heard.Add(happened);
        return Task.CompletedTask;
    }
}
