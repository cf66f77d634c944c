using BatchAi.Model;
using BatchAi.Services;
using BatchAi.State;

namespace BatchAi.Chaos.Tests;

/// <summary>The rest of the boundary, as simple as it can be.</summary>
internal sealed class Neighbours : INodeOffers, INodeBootstrap, INodeIdentity
{
    public Task<NodeOffer> ResolveAsync(string location, string vmSize, FleetImage image, CancellationToken cancellation) =>
        Task.FromResult<NodeOffer>(new NodeOffer.Offered(new NodeSize(vmSize, 2, 0, "test"), image));

    public string CustomDataFor(string clusterUid) => clusterUid;

    public Task<bool> ProvesAsync(string scaleSet, RegisterRequest request, CancellationToken cancellation) => Task.FromResult(request.Proof == "proof");
}
