using System.Text.Json.Nodes;

namespace BatchAi.Infra.Tests;

public sealed class TheMeters
{
    [Fact]
    public void Of_all_that_is_deployed_are_known()
    {
        Assert.Empty(Prices.Unknown(Snapshot.Dev));
        Assert.Empty(Prices.Unknown(Snapshot.Prod));
        Assert.Empty(Prices.Unknown(Snapshot.Everything));
    }

    [Fact]
    public void Of_a_new_kind_or_another_tier_have_to_be_looked_up()
    {
        JsonObject bastion = new()
        {
            ["type"] = "Microsoft.Network/bastionHosts",
            ["sku"] = new JsonObject { ["name"] = "Basic" },
        };
        JsonObject premium = new()
        {
            ["type"] = "Microsoft.Storage/storageAccounts",
            ["sku"] = new JsonObject { ["name"] = "Premium_LRS" },
        };

        Assert.Equal(
            ["Microsoft.Network/bastionHosts Basic", "Microsoft.Storage/storageAccounts Premium_LRS"],
            Prices.Unknown(Snapshot.Dev.With(bastion, premium)));
    }

    [Fact]
    public void Stand_still_while_nobody_works()
    {
        Assert.True(Prices.Standing(Snapshot.Dev) < 1, $"dev costs {Prices.Standing(Snapshot.Dev)} USD a month");
        Assert.True(Prices.Standing(Snapshot.Prod) < 1, $"prod costs {Prices.Standing(Snapshot.Prod)} USD a month");
    }

    /// <summary>Two gateways with an address each (36.50), and one instance of 2 GB that never sleeps (21.02).</summary>
    [Fact]
    public void Run_when_a_switch_asks_for_it() => Assert.Equal(94.02m, decimal.Round(Prices.Standing(Snapshot.Everything), 2));

    [Fact]
    public void Carry_the_date_of_their_prices() => Assert.True(Prices.ReadOn >= new DateOnly(2026, 1, 1));
}
