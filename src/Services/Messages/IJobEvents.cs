using BatchAi.Model;
using BatchAi.State;

namespace BatchAi.Services;

/// <summary>Where what happens to jobs is announced.</summary>
public interface IJobEvents
{
    /// <exception cref="StoreUnavailableException">It cannot be announced now.</exception>
    Task SendAsync(JobEvent happened, CancellationToken cancellation);
}
