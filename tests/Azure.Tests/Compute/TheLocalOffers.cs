using BatchAi.Services;
using BatchAi.State;

namespace BatchAi.AzureAdapters.Tests;

public sealed class TheLocalOffers
{
    private static readonly FleetImage s_image = new("Canonical", "UbuntuServer", "16.04-LTS", "latest", ImageId: null);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Include_the_whole_machine()
    {
        LocalNodeSizes sizes = new(8, 2);

        NodeOffer offer = await sizes.ResolveAsync("anywhere", "local", s_image, Cancellation);

        Assert.Equal(new NodeOffer.Offered(new NodeSize("Local", 8, 2, "gpus"), s_image), offer);
        Assert.Equal([new NodeSizeQuota("gpus", 2)], await sizes.OfAsync("anywhere", "Local", lowPriority: true, Cancellation));
        Assert.Equal(
            [new NodeSizeQuota("localNodes", 1)],
            await sizes.OfAsync("anywhere", "Standard_D2s_v3", lowPriority: false, Cancellation));
    }

    [Fact]
    public async Task Are_retired_sizes_and_images_as_they_are_asked_for()
    {
        LocalNodeSizes sizes = new(4, 0);

        foreach (string retired in SizeReplacements.Defaults.Keys)
            Assert.Equal(
                retired,
                Assert
                    .IsType<NodeOffer.Offered>(await sizes.ResolveAsync("anywhere", retired.ToUpperInvariant(), s_image, Cancellation))
                    .Size.Name);
    }

    [Fact]
    public async Task Say_what_there_is_when_a_size_is_unknown()
    {
        NodeOffer.Refused refused = Assert.IsType<NodeOffer.Refused>(
            await new LocalNodeSizes(4, 0).ResolveAsync("anywhere", "Standard_Nonsense", s_image, Cancellation));

        Assert.Contains("'Standard_Nonsense'", refused.Why, StringComparison.Ordinal);
        Assert.Contains("Standard_NC6,", refused.Why, StringComparison.Ordinal);
        Assert.Contains("Local", refused.Why, StringComparison.Ordinal);
    }
}
