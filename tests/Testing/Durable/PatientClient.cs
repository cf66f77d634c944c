using BatchAi.Services;
using Grpc.Core;

namespace BatchAi.Testing;

/// <summary>
/// Takes for "not there yet" what the front door of a hub stumbles over: a sub-orchestration that was only just written
/// down, whose tags it sends before there are any. The Functions host does not.
/// </summary>
internal sealed class PatientClient(IOrchestrationClient inner) : IOrchestrationClient
{
    public async Task<OrchestrationState?> GetAsync(string instanceId, CancellationToken cancellation)
    {
        try
        {
            return await inner.GetAsync(instanceId, cancellation);
        }
        catch (RpcException stumbled) when (stumbled.StatusCode == StatusCode.Unknown)
        {
            return null;
        }
    }

    public Task<StartOutcome> StartAsync<TInput>(string orchestration, string instanceId, TInput input, CancellationToken cancellation) =>
        inner.StartAsync(orchestration, instanceId, input, cancellation);

    public Task RingAsync(string instanceId, string eventName, CancellationToken cancellation) =>
        inner.RingAsync(instanceId, eventName, cancellation);

    public Task TerminateAsync(string instanceId, string reason, CancellationToken cancellation) =>
        inner.TerminateAsync(instanceId, reason, cancellation);

    public Task<int> PurgeAsync(DateTimeOffset endedBefore, int limit, CancellationToken cancellation) =>
        inner.PurgeAsync(endedBefore, limit, cancellation);
}
