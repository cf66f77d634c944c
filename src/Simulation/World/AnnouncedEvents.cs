using BatchAi.Model;
using BatchAi.Services;

namespace BatchAi.Simulation;

/// <summary>Keeps what is announced, once each: an announcement may come again with the same id.</summary>
internal sealed class AnnouncedEvents : IJobEvents
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, JobEvent> _events = [];
    private readonly Dictionary<string, JobEvent> _ends = [];

    /// <summary>How jobs ended, by their uid.</summary>
    public IReadOnlyDictionary<string, JobEvent> Ends => _ends;

    public Task SendAsync(JobEvent happened, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (_events.TryAdd(happened.Id, happened) && happened.Type == JobEvent.Ended)
                _ends[happened.Data.JobUid!] = happened;
        }

        return Task.CompletedTask;
    }
}
