using BatchAi.Model;

namespace BatchAi.Activities;

/// <summary>What a node's agent may do (docs/agent-protocol.md).</summary>
public sealed class NodeCommands(NodeRegistration registration, NodeSync sync, NodeLaunch launch)
{
    /// <exception cref="ApiException">401: the proof is wrong. 409: another key holds this boot id. 410: the cluster is gone or being deleted.</exception>
    public Task<RegisterResponse> RegisterAsync(RegisterRequest request, CancellationToken cancellation) => registration.RegisterAsync(request, cancellation);

    /// <summary>Takes in the report; holds the call while <see cref="SyncRequest.KnownVersion"/> is current.</summary>
    /// <exception cref="ApiException">401: unknown token. 410: an old epoch, or the instance is gone.</exception>
    public Task<SyncResponse> SyncAsync(string token, SyncRequest request, CancellationToken cancellation) => sync.SyncAsync(token, request, cancellation);

    /// <exception cref="ApiException">401: unknown token. 404: the node does not hold this attempt.</exception>
    public Task<JobLaunch> LaunchAsync(string token, string jobUid, long fence, CancellationToken cancellation) => launch.LaunchAsync(token, jobUid, fence, cancellation);
}
