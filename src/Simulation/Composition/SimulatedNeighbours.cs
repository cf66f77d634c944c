using BatchAi.Model;
using BatchAi.Services;
using BatchAi.State;

namespace BatchAi.Simulation;

/// <summary>
/// The rest of the boundary, as simple as it can be: every size can be had, every node proves what it is, and there are no files.
/// </summary>
public sealed class SimulatedNeighbours : INodeOffers, INodeBootstrap, INodeIdentity, IOutputFiles
{
    /// <summary>What a simulated node sends as its proof.</summary>
    public const string Proof = "proof";

    public static SimulatedNeighbours Instance { get; } = new();

    public Task<NodeOffer> ResolveAsync(string location, string vmSize, FleetImage image, CancellationToken cancellation) =>
        Task.FromResult<NodeOffer>(new NodeOffer.Offered(new NodeSize(vmSize, Cores: 2, Gpus: 0, "simulated"), image));

    public string CustomDataFor(string clusterUid) => clusterUid;

    public Task<bool> ProvesAsync(string scaleSet, RegisterRequest request, CancellationToken cancellation) =>
        Task.FromResult(request.Proof == Proof);

    public Task<Page<FileItem>?> ListAsync(OutputQuery query, CancellationToken cancellation) =>
        Task.FromResult<Page<FileItem>?>(null);
}
