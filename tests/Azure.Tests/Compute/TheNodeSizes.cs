using BatchAi.Activities;

namespace BatchAi.AzureAdapters.Tests;

public sealed class TheNodeSizes
{
    [Theory]
    [InlineData("STANDARD_NC6", "Standard_NC4as_T4_v3")]
    [InlineData("standard_d4s_v5", "Standard_D4s_v5")]
    public void Are_found_by_any_casing_after_retired_names_were_mapped(string asked, string used)
    {
        NodeSizes sizes = NodeSizes.ForAzure(new NodeSizeOptions());

        Assert.True(sizes.TryResolve(asked, out NodeSize? size, out _));

        Assert.Equal(used, size.Name);
    }

    [Fact]
    public void That_are_unknown_are_refused_with_those_that_are_offered()
    {
        NodeSizes sizes = NodeSizes.ForAzure(new NodeSizeOptions());

        Assert.False(sizes.TryResolve("Local", out _, out string? why));

        Assert.Contains("'Local'", why, StringComparison.Ordinal);
        Assert.Contains("Standard_NC4as_T4_v3", why, StringComparison.Ordinal);
        Assert.DoesNotContain("Standard_NC6,", why, StringComparison.Ordinal);
    }

    [Fact]
    public void Have_replacements_with_at_least_as_many_GPUs()
    {
        NodeSizes azure = NodeSizes.ForAzure(new NodeSizeOptions());
        NodeSizes local = NodeSizes.ForLocalCloud(4, 0);

        Assert.All(NodeSizeOptions.Defaults.Keys, retired =>
        {
            Assert.True(azure.TryResolve(retired, out NodeSize? used, out _));
            Assert.True(local.TryResolve(retired, out NodeSize? asked, out _));
            Assert.Equal(retired, asked.Name);
            Assert.True(used.Gpus >= asked.Gpus, $"{retired} has {asked.Gpus} GPUs, {used.Name} {used.Gpus}");
        });
    }

    [Fact]
    public void Of_a_local_cloud_include_the_whole_machine()
    {
        NodeSizes sizes = NodeSizes.ForLocalCloud(8, 2);

        Assert.True(sizes.TryResolve("local", out NodeSize? size, out _));

        Assert.Equal(new NodeSize("Local", 8, 2, "gpus"), size);
        Assert.Equal(new NodeSizeQuota("gpus", 2), sizes.QuotaOf("Local", lowPriority: true));
        Assert.Equal(new NodeSizeQuota("localNodes", 1), sizes.QuotaOf("Standard_D2s_v3", lowPriority: false));
    }

    [Fact]
    public void Are_counted_on_Azure_by_cores_of_their_family_or_of_all_spot_machines()
    {
        NodeSizes sizes = NodeSizes.ForAzure(new NodeSizeOptions());

        Assert.Equal(4, sizes.QuotaOf("Standard_NC4as_T4_v3", lowPriority: false).PerNode);
        Assert.True(sizes.QuotaOf("Standard_NC4as_T4_v3", lowPriority: false).IsNamed("Standard NCASv3_T4 Family"));
        Assert.Equal("lowPriorityCores", sizes.QuotaOf("Standard_NC4as_T4_v3", lowPriority: true).Name);
    }
}
