using BatchAi.Activities;
using BatchAi.Orchestrations;
using BatchAi.Services;

namespace BatchAi.Testing;

/// <summary>An engine under the contract: started with what it is to run, stopped when disposed.</summary>
public interface IEngineFixture : IAsyncDisposable
{
    /// <summary>True: rings may be lost, doubled and late, timers early, activities doubled. The contract then asks for less.</summary>
    bool IsHostile { get; }

    Task<IOrchestrationClient> StartAsync(IEnumerable<OrchestrationDescriptor> orchestrations, IEnumerable<ActivityDescriptor> activities);
}
