namespace BatchAi.Activities;

/// <summary>The machines that can be had: which VM size and image stand for what a cluster asks for.</summary>
public interface INodeOffers
{
    /// <summary>What is used for what is asked, after retired names were mapped. Asked once, when a cluster is made; from then on the cluster uses what it was told.</summary>
    /// <param name="location">The region, as the workspace names it.</param>
    Task<NodeOffer> ResolveAsync(string location, string vmSize, FleetImage image, CancellationToken cancellation);
}
