using BatchAi.LocalCloud;
using BatchAi.Model;
using BatchAi.Services;

namespace BatchAi.LocalHost;

/// <summary>An agent proves its instance by the content of a file that only processes of this user can read.</summary>
public sealed class LocalNodeIdentity(LocalCloudServer cloud) : INodeIdentity
{
    public Task<bool> ProvesAsync(string scaleSet, RegisterRequest request, CancellationToken cancellation) =>
        Task.FromResult(cloud.ProvesIdentity(scaleSet, request.InstanceId, request.Proof));
}
