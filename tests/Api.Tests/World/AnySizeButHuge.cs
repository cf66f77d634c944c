using BatchAi.Services;
using BatchAi.State;

namespace BatchAi.Api.Tests;

/// <summary>Every VM size but one can be had.</summary>
internal sealed class AnySizeButHuge : INodeOffers
{
    /// <summary>Another size stands for it.</summary>
    public const string Retired = "STANDARD_NC6";

    public Task<NodeOffer> ResolveAsync(string location, string vmSize, FleetImage image, CancellationToken cancellation) =>
        Task.FromResult<NodeOffer>(vmSize == "HUGE"
            ? new NodeOffer.Refused("properties.vmSize", "properties.vmSize HUGE cannot be had; use STANDARD_D1")
            : new NodeOffer.Offered(new NodeSize(vmSize == Retired ? "Standard_NC4as_T4_v3" : vmSize, 1, 0, "D"), image));
}
