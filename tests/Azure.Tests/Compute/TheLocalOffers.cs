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

    [Theory]
    [InlineData("Standard_NC7", "Standard_NC6")]
    [InlineData("standard_d2v2", "Standard_D2_v2")]
    [InlineData("Lokal", "Local")]
    [InlineData("", "Local")]
    public async Task Name_the_five_nearest_when_a_size_is_unknown(string asked, string nearest)
    {
        NodeOffer.Refused refused = Assert.IsType<NodeOffer.Refused>(
            await new LocalNodeSizes(4, 0).ResolveAsync("anywhere", asked, s_image, Cancellation));

        Assert.StartsWith($"VM size '{asked}' is not offered. The nearest of ", refused.Why, StringComparison.Ordinal);
        string[] named = refused.Why.Split(" sizes: ")[1].TrimEnd('.').Split(", ");
        Assert.Equal(5, named.Length);
        Assert.Equal(nearest, named[0]);
    }
}
