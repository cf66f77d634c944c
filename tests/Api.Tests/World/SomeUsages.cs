using BatchAi.Services;

namespace BatchAi.Api.Tests;

/// <summary>One quota, in one location.</summary>
internal sealed class SomeUsages : IFleetUsages
{
    public Task<IReadOnlyList<FleetUsage>?> ListAsync(string location, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<FleetUsage>?>(
            location == "eastus"
                ? [new FleetUsage("Total Cluster LowPriority Regional vCPUs", "Total Cluster Low Priority Regional vCPUs", 8, 24)]
                : null);
}
