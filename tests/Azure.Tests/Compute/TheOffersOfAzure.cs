using BatchAi.Services;
using BatchAi.State;

namespace BatchAi.AzureAdapters.Tests;

public sealed class TheOffersOfAzure
{
    private static readonly FleetImage s_default = new("Canonical", "UbuntuServer", "16.04-LTS", "latest", ImageId: null);
    private static readonly FleetImage s_hpc = new("microsoft-dsvm", "ubuntu-hpc", "2204", "latest", ImageId: null);

    private readonly AzuresLists _azure = new();

    [Theory]
    [InlineData("STANDARD_NC6", "Standard_NC4as_T4_v3", 1)]
    [InlineData("standard_d4s_v5", "Standard_D4s_v5", 0)]
    [InlineData("Standard_Old", "Standard_D4s_v5", 0)]
    [InlineData("Standard_ND96isr_H200_v5", "Standard_ND96isr_H200_v5", 8)]
    [InlineData("Standard_NC48ads_A100_v4", "Standard_NC48ads_A100_v4", 2)]
    public async Task Are_what_stands_for_the_asked_size_and_is_listed_for_the_subscription(string asked, string used, int gpus)
    {
        NodeOffer.Offered offer = Assert.IsType<NodeOffer.Offered>(await ResolveAsync(asked));

        Assert.Equal((used, gpus), (offer.Size.Name, offer.Size.Gpus));
        Assert.Equal(s_hpc, offer.Image);
    }

    [Theory]
    [InlineData("Standard_NC6s_v3", "'Standard_NC24ads_A100_v4' is used now", "NotAvailableForSubscription")]
    [InlineData(
        "Standard_Nonsense",
        "'Standard_Nonsense' is not offered in eastus",
        "The nearest of 3 sizes: Standard_D4s_v5, Standard_NC4as_T4_v3, Standard_NC48ads_A100_v4.")]
    public async Task Leave_out_what_the_subscription_cannot_have_and_say_what_it_can(string asked, string what, string allowed)
    {
        NodeOffer.Refused refused = Assert.IsType<NodeOffer.Refused>(await ResolveAsync(asked));

        Assert.Equal("properties.vmSize", refused.Target);
        Assert.Contains(what, refused.Why, StringComparison.Ordinal);
        Assert.Contains(allowed, refused.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task End_at_the_locations_of_the_deployment()
    {
        Assert.IsType<NodeOffer.Offered>(await ResolveAsync("Standard_D4s_v5", location: "East US"));

        NodeOffer.Refused refused = Assert.IsType<NodeOffer.Refused>(await ResolveAsync("Standard_D4s_v5", location: "westus"));

        Assert.Equal("location", refused.Target);
        Assert.Contains("eastus", refused.Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Canonical", "UbuntuServer", "16.04-LTS", true)]
    [InlineData("microsoft-ads", "linux-data-science-vm-ubuntu", "linuxdsvmubuntu", true)]
    [InlineData("microsoft-azure-batch", "ubuntu-server-container", "16-04-lts", true)]
    [InlineData("Canonical", "ubuntu-24_04-lts", "server", false)]
    public async Task Put_todays_image_in_the_place_of_a_withdrawn_one(string publisher, string offer, string sku, bool replaced)
    {
        FleetImage asked = new(publisher, offer, sku, "latest", ImageId: null);

        NodeOffer.Offered offered = Assert.IsType<NodeOffer.Offered>(await ResolveAsync("Standard_D4s_v5", asked));

        Assert.Equal(replaced ? s_hpc : asked, offered.Image);
    }

    [Theory]
    [InlineData("OpenLogic", "CentOS-HPC", "7.6")]
    [InlineData("MicrosoftWindowsServer", "WindowsServer", "2016-Datacenter")]
    public async Task Refuse_an_image_nothing_stands_for_and_name_one_that_works(string publisher, string offer, string sku)
    {
        NodeOffer.Refused refused = Assert.IsType<NodeOffer.Refused>(
            await ResolveAsync("Standard_D4s_v5", new FleetImage(publisher, offer, sku, "latest", ImageId: null)));

        Assert.Equal("properties.virtualMachineConfiguration.imageReference", refused.Target);
        Assert.Contains("microsoft-dsvm:ubuntu-hpc:2204:latest", refused.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Leave_custom_images_alone()
    {
        FleetImage custom = s_default with { ImageId = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/images/mine" };

        Assert.Equal(custom, Assert.IsType<NodeOffer.Offered>(await ResolveAsync("Standard_D4s_v5", custom)).Image);
    }

    [Fact]
    public async Task Are_listed_once_an_hour()
    {
        await ResolveAsync("Standard_D4s_v5");
        await ResolveAsync("Standard_NC6");
        Assert.Single(_azure.Asked);

        _azure.Clock.Advance(TimeSpan.FromHours(1));
        await ResolveAsync("Standard_NC6");

        Assert.Equal(2, _azure.Asked.Count);
        Assert.Contains("$filter=location%20eq%20%27eastus%27", _azure.Asked[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stay_for_a_day_when_they_cannot_be_listed_and_come_from_our_own_table_then()
    {
        Assert.IsType<NodeOffer.Refused>(await ResolveAsync("Standard_NC6s_v3"));
        _azure.Fails = true;

        _azure.Clock.Advance(TimeSpan.FromHours(23));
        Assert.IsType<NodeOffer.Refused>(await ResolveAsync("Standard_NC6s_v3"));
        _azure.Clock.Advance(TimeSpan.FromHours(2));

        Assert.IsType<NodeOffer.Offered>(await ResolveAsync("Standard_NC6s_v3"));
        Assert.IsType<NodeOffer.Refused>(await ResolveAsync("Standard_Nonsense"));
    }

    [Fact]
    public void Replace_each_size_by_one_of_our_table_with_at_least_as_many_GPUs_and_cores_unless_GPUs_count()
    {
        Assert.NotEmpty(SizeReplacements.Defaults);
        Assert.All(SizeReplacements.Defaults, row =>
        {
            NodeSize asked = SizeTable.ByName[row.Key];
            NodeSize used = SizeTable.ByName[row.Value];
            Assert.True(used.Gpus >= asked.Gpus, $"{row.Key} has {asked.Gpus} GPUs, {row.Value} {used.Gpus}");
            Assert.True(asked.Gpus > 0 || used.Cores >= asked.Cores, $"{row.Key} has {asked.Cores} cores, {row.Value} {used.Cores}");
            Assert.False(SizeReplacements.Defaults.ContainsKey(row.Value), $"{row.Value}, which stands for {row.Key}, is replaced itself");
        });
    }

    private Task<NodeOffer> ResolveAsync(string vmSize, FleetImage? image = null, string location = "eastus") =>
        _azure.Offers.ResolveAsync(location, vmSize, image ?? s_default, TestContext.Current.CancellationToken);
}
