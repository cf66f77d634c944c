using BatchAi.Model;
using BatchAi.Services;
using BatchAi.State;

namespace BatchAi.Testing;

/// <summary>The rest of the boundary, as simple as it can be.</summary>
public sealed class Boundary : INodeOffers, INodeBootstrap, INodeIdentity, ISecretStore
{
    public Task<NodeOffer> ResolveAsync(string location, string vmSize, FleetImage image, CancellationToken cancellation) =>
        Task.FromResult<NodeOffer>(new NodeOffer.Offered(new NodeSize(vmSize, 2, 0, "test"), image));

    public string CustomDataFor(string clusterUid) => clusterUid;

    public Task<bool> ProvesAsync(string scaleSet, RegisterRequest request, CancellationToken cancellation) => Task.FromResult(request.Proof == "proof");

    public Task SaveAsync(string resourceUid, IReadOnlyDictionary<string, string> valuesBySlot, CancellationToken cancellation) => Task.CompletedTask;

    public Task<IReadOnlyDictionary<string, string>> LoadAsync(string resourceUid, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyDictionary<string, string>>(new Dictionary<string, string>());

    public Task DeleteAsync(string resourceUid, CancellationToken cancellation) => Task.CompletedTask;
}
