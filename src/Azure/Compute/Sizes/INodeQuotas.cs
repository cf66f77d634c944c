namespace BatchAi.AzureAdapters;

/// <summary>Which quotas the nodes of a size count against.</summary>
public interface INodeQuotas
{
    /// <summary>Every quota one more node takes from; the tightest decides.</summary>
    /// <exception cref="ArgumentException">The size is not known.</exception>
    Task<IReadOnlyList<NodeSizeQuota>> OfAsync(string location, string vmSize, bool lowPriority, CancellationToken cancellation);
}
