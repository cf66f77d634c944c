using BatchAi.Model;
using BatchAi.Services;

namespace BatchAi.Simulation;

/// <summary>The calls of a node's agent, made in process (docs/agent-protocol.md).</summary>
public sealed class AgentCalls(NodeRegistration registration, NodeSync sync, NodeLaunch launch) : INodeApi
{
    /// <inheritdoc cref="NodeRegistration.RegisterAsync"/>
    public Task<RegisterResponse> RegisterAsync(RegisterRequest request, CancellationToken cancellation) =>
        registration.RegisterAsync(request, cancellation);

    /// <inheritdoc cref="NodeSync.SyncAsync"/>
    public Task<SyncResponse> SyncAsync(string token, SyncRequest request, CancellationToken cancellation) =>
        sync.SyncAsync(token, request, cancellation);

    /// <inheritdoc cref="NodeLaunch.LaunchAsync"/>
    public Task<JobLaunch> LaunchAsync(string token, string jobUid, long fence, CancellationToken cancellation) =>
        launch.LaunchAsync(token, jobUid, fence, cancellation);
}
