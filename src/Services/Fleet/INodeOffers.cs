using BatchAi.State;

namespace BatchAi.Services;

/// <summary>The machines that can be had: which VM size and image stand for what a cluster asks for.</summary>
public interface INodeOffers
{
    /// <summary>
    /// What is used for what is asked, after retired names were mapped. Asked once, when a cluster is made; from then
    /// on the cluster uses what it was told.
    /// </summary>
    /// <param name="location">The region, as the workspace names it.</param>
    Task<NodeOffer> ResolveAsync(string location, string vmSize, FleetImage image, CancellationToken cancellation);
}

/// <summary>The answer to what a cluster asks for.</summary>
public abstract record NodeOffer
{
    private NodeOffer() { }

    /// <summary>It can be had, as these.</summary>
    public sealed record Offered(NodeSize Size, FleetImage Image) : NodeOffer;

    /// <summary>It cannot be had.</summary>
    /// <param name="Target">The property of the request that is in the way, for example <c>properties.vmSize</c>.</param>
    /// <param name="Why">A sentence that says what is allowed.</param>
    public sealed record Refused(string Target, string Why) : NodeOffer;
}

/// <summary>A VM size.</summary>
/// <param name="Cores">vCPUs.</param>
/// <param name="Family">Name of the quota that counts it.</param>
public sealed record NodeSize(string Name, int Cores, int Gpus, string Family);
