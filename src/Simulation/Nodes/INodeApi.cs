using BatchAi.Model;
using BatchAi.Services;

namespace BatchAi.Simulation;

/// <summary>What a node's agent can ask of the control plane (docs/agent-protocol.md).</summary>
public interface INodeApi
{
    /// <inheritdoc cref="NodeRegistration.RegisterAsync"/>
    Task<RegisterResponse> RegisterAsync(RegisterRequest request, CancellationToken cancellation);

    /// <inheritdoc cref="NodeSync.SyncAsync"/>
    Task<SyncResponse> SyncAsync(string token, SyncRequest request, CancellationToken cancellation);

    /// <inheritdoc cref="NodeLaunch.LaunchAsync"/>
    Task<JobLaunch> LaunchAsync(string token, string jobUid, long fence, CancellationToken cancellation);
}
