using Azure.Core;
using BatchAi.Faults;
using BatchAi.Simulation;
using BatchAi.State;

namespace BatchAi.Chaos.Tests;

/// <summary>How fail points are named and numbered, and how one of them is chosen.</summary>
public sealed class PassingFailPoints
{
    private readonly List<string> _passed = [];

    [Fact]
    public async Task A_write_is_named_for_its_table_and_what_it_does_to_which_kinds_of_rows()
    {
        FailPointStore store = new(new InMemoryTableStore(), new FailPoints(point => _passed.Add($"{point}")));

        await store.CommitAsync(
            Tables.Facts,
            "cluster",
            [Insert(FactKeys.Control), Insert(FactKeys.Run("one")), Insert(FactKeys.Run("two"))],
            default);
        await store.CommitAsync(Tables.Assignments, "cluster", [Insert(FactKeys.Assignment(1))], default);

        Assert.Equal(
            [
                "before fail point 1, store/Facts/+control+run",
                "after fail point 1, store/Facts/+control+run",
                "before fail point 2, store/Assignments/+",
                "after fail point 2, store/Assignments/+",
            ],
            _passed);
    }

    [Theory]
    [InlineData("PUT", "virtualMachineScaleSets/one?api-version=1", "arm/PUT/virtualMachineScaleSets")]
    [InlineData("POST", "virtualMachineScaleSets/one/delete", "arm/POST/virtualMachineScaleSets/delete")]
    [InlineData("GET", "virtualMachineScaleSets/one/virtualMachines", "arm/GET/virtualMachineScaleSets/virtualMachines")]
    [InlineData("GET", "locations/here/operations/7", "arm/GET/locations/operations")]
    public void A_call_to_the_cloud_is_named_for_its_method_and_type_of_resource(string method, string path, string name) =>
        Assert.Equal(
            name,
            FailPointHandler.NameOf(
                HttpMethod.Parse(method),
                new Uri($"https://cloud/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/{path}")
            ));

    [Theory]
    [InlineData("2:before", "before fail point 2, b/2")]
    [InlineData("2:after", "after fail point 2, b/2")]
    [InlineData("a#2:after", "after fail point 3, a/3")]
    [InlineData("a/1#1:before", "before fail point 1, a/1")]
    public async Task A_process_dies_once_and_where_it_was_told(string fatal, string death)
    {
        Assert.True(FatalPoint.TryParse(fatal, out FatalPoint? point));
        FailPoints points = new(point.Watch(died => _passed.Add($"{died}")));

        foreach (string name in (string[])["a/1", "b/2", "a/3", "b/4"])
            await points.PassAsync(name, () => Task.FromResult(0));

        Assert.Equal([death], _passed);
        Assert.Equal(fatal, $"{point}");
    }

    [Theory]
    [InlineData("17")]
    [InlineData("0:after")]
    [InlineData("store#:after")]
    [InlineData("store:3:after")]
    [InlineData("3:later")]
    public void What_names_no_fail_point_is_refused(string text) => Assert.False(FatalPoint.TryParse(text, out _));

    private static EntityWrite Insert(string row) => RowStoreExtensions.Insert(row, new BellRow(DateTimeOffset.UnixEpoch, "instance"));
}
