namespace BatchAi.Services;

/// <summary>The quotas that clusters count against.</summary>
public interface IFleetUsages
{
    /// <summary>
    /// All of a location; null when clusters cannot be made there. A reading that fails is an exception: unknown is not
    /// zero.
    /// </summary>
    Task<IReadOnlyList<FleetUsage>?> ListAsync(string location, CancellationToken cancellation);
}

/// <summary>How much of one quota of a location is used.</summary>
/// <param name="Name">As Batch AI named its quotas, for example <c>Standard NCASv3_T4 Family Cluster Dedicated vCPUs</c>.</param>
/// <param name="ShownName">The same for people.</param>
public sealed record FleetUsage(string Name, string ShownName, int Used, long Limit);
