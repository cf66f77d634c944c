namespace BatchAi.Activities;

/// <summary>The quotas that clusters count against.</summary>
public interface IFleetUsages
{
    /// <summary>All of a location; null when clusters cannot be made there. A reading that fails is an exception: unknown is not zero.</summary>
    Task<IReadOnlyList<FleetUsage>?> ListAsync(string location, CancellationToken cancellation);
}
