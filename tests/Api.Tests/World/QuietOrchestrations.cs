using System.Collections.Concurrent;
using BatchAi.Services;

namespace BatchAi.Api.Tests;

/// <summary>Notes what is started and runs nothing: what the API answers must not depend on when orchestrations run.</summary>
internal sealed class QuietOrchestrations : IOrchestrationClient
{
    public ConcurrentDictionary<string, string> Started { get; } = new();

    public Task<StartOutcome> StartAsync<TInput>(string orchestration, string instanceId, TInput input, CancellationToken cancellation) =>
        Task.FromResult(Started.TryAdd(instanceId, orchestration) ? StartOutcome.Started : StartOutcome.Exists);

    public Task RingAsync(string instanceId, string eventName, CancellationToken cancellation) => Task.CompletedTask;

    public Task<OrchestrationState?> GetAsync(string instanceId, CancellationToken cancellation) =>
        Task.FromResult<OrchestrationState?>(null);

    public Task TerminateAsync(string instanceId, string reason, CancellationToken cancellation) => Task.CompletedTask;

    public Task<int> PurgeAsync(DateTimeOffset endedBefore, int limit, CancellationToken cancellation) => Task.FromResult(0);
}
