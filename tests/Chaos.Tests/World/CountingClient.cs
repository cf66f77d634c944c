using BatchAi.Services;

namespace BatchAi.Chaos.Tests;

/// <summary>Counts the events that are raised.</summary>
internal sealed class CountingClient(IOrchestrationClient orchestrations) : IOrchestrationClient
{
    public int Rings { get; private set; }

    public Task<StartOutcome> StartAsync<TInput>(string orchestration, string instanceId, TInput input, CancellationToken cancellation) =>
        orchestrations.StartAsync(orchestration, instanceId, input, cancellation);

    public Task RingAsync(string instanceId, string eventName, CancellationToken cancellation)
    {
        Rings++;
        return orchestrations.RingAsync(instanceId, eventName, cancellation);
    }

    public Task<OrchestrationState?> GetAsync(string instanceId, CancellationToken cancellation) =>
        orchestrations.GetAsync(instanceId, cancellation);

    public Task TerminateAsync(string instanceId, string reason, CancellationToken cancellation) =>
        orchestrations.TerminateAsync(instanceId, reason, cancellation);

    public Task<int> PurgeAsync(DateTimeOffset endedBefore, int limit, CancellationToken cancellation) =>
        orchestrations.PurgeAsync(endedBefore, limit, cancellation);
}
