using BatchAi.Activities;

namespace BatchAi.Api.Tests;

/// <summary>Every VM size but one can be had.</summary>
internal sealed class AnySizeButHuge : INodeOffers
{
    public Task<NodeOffer> ResolveAsync(string location, string vmSize, FleetImage image, CancellationToken cancellation) =>
        Task.FromResult<NodeOffer>(vmSize == "HUGE"
            ? new NodeOffer.Refused("properties.vmSize", "properties.vmSize HUGE cannot be had; use STANDARD_D1")
            : new NodeOffer.Offered(new NodeSize(vmSize, 1, 0, "D"), image));
}
