using Azure;
using BatchAi.Services;

namespace BatchAi.AzureAdapters.Tests;

public sealed class TheQuotasOfAzure
{
    private readonly AzuresLists _azure = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Standard_NC4as_T4_v3", false, "Total Regional vCPUs", 90, 100, 4)]
    [InlineData("Standard_NC4as_T4_v3", true, "Total Regional Low-priority vCPUs", 8, 24, 4)]
    public async Task Are_read_as_the_tightest_of_those_a_node_counts_against(
        string size,
        bool lowPriority,
        string name,
        int used,
        int limit,
        int perNode) =>
        Assert.Equal(
            new QuotaReading(name, used, limit, perNode, _azure.Clock.GetUtcNow()),
            await _azure.Fleet.ReadQuotaAsync("eastus", size, lowPriority, Cancellation));

    [Fact]
    public async Task Of_a_family_count_by_the_name_Azure_writes_in_more_than_one_way()
    {
        _azure.Usages = _azure.Usages.Replace("\"currentValue\":90", "\"currentValue\":0", StringComparison.Ordinal);

        QuotaReading family = await _azure.Fleet.ReadQuotaAsync("eastus", "Standard_NC4as_T4_v3", lowPriority: false, Cancellation);

        Assert.Equal(("Standard NCASv3_T4 Family vCPUs", 5), (family.Name, family.NodesLeft));
    }

    [Fact]
    public async Task Are_shared_for_ten_seconds_and_say_how_old_they_are()
    {
        DateTimeOffset begun = _azure.Clock.GetUtcNow();
        await _azure.Fleet.ReadQuotaAsync("eastus", "Standard_D4s_v5", lowPriority: false, Cancellation);
        int asked = _azure.Asked.Count;
        _azure.Clock.Advance(TimeSpan.FromSeconds(9));

        Assert.Equal(
            begun,
            (await _azure.Fleet.ReadQuotaAsync("East US", "Standard_NC4as_T4_v3", lowPriority: false, Cancellation)).ReadAt);
        Assert.Equal(asked, _azure.Asked.Count);
        _azure.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(
            begun.AddSeconds(10),
            (await _azure.Fleet.ReadQuotaAsync("eastus", "Standard_D4s_v5", lowPriority: false, Cancellation)).ReadAt);
        Assert.Equal(asked + 1, _azure.Asked.Count);
    }

    [Fact]
    public async Task That_cannot_be_read_are_unknown_and_not_zero()
    {
        await _azure.Fleet.ReadQuotaAsync("eastus", "Standard_D4s_v5", lowPriority: false, Cancellation);
        _azure.Fails = true;
        _azure.Clock.Advance(TimeSpan.FromMinutes(1));

        await Assert.ThrowsAsync<RequestFailedException>(() =>
            _azure.Fleet.ReadQuotaAsync("eastus", "Standard_D4s_v5", lowPriority: false, Cancellation));
    }

    [Fact]
    public async Task Are_listed_under_the_names_Batch_AI_gave_its_own()
    {
        FleetUsages usages = new(_azure.Reader, ["eastus"]);

        IReadOnlyList<FleetUsage>? listed = await usages.ListAsync("eastus", Cancellation);

        Assert.Equal(
            [
                "Total Cluster Dedicated Regional vCPUs",
                "Total Cluster LowPriority Regional vCPUs",
                "Standard NCASv3_T4 Family Cluster Dedicated vCPUs",
                "Standard DSv5 Family Cluster Dedicated vCPUs",
            ],
            listed!.Select(usage => usage.Name));
        Assert.Equal(
            new FleetUsage("Total Cluster LowPriority Regional vCPUs", "Total Cluster Low Priority Regional vCPUs", 8, 24),
            listed![1]);
        Assert.Null(await usages.ListAsync("mars", Cancellation));
    }
}
