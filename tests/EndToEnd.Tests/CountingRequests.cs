using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using BatchAi.Faults;
using BatchAi.LocalHost;
using BatchAi.Testing;

namespace BatchAi.EndToEnd.Tests;

/// <summary>What the product itself asks of its storage account, counted at the wire on Azurite: the first table of docs/cost.md.</summary>
[Collection(nameof(InThisProcess))]
public sealed class CountingRequests(Azurite azurite) : IClassFixture<Azurite>
{
    /// <summary>
    /// The server's watchdog looks every 30 s, and a quiet node's row is written every 60 s: windows are whole minutes.
    /// Zero when nobody asked for them.
    /// </summary>
    private static readonly TimeSpan s_window = TimeSpan.FromMinutes(
        int.TryParse(Environment.GetEnvironmentVariable("COST_MINUTES"), CultureInfo.InvariantCulture, out int minutes) && minutes > 0
            ? minutes
            : 0);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_an_idle_hour_a_node_hour_and_a_job_of_one_node(bool nodesPoll)
    {
        Assert.SkipWhen(s_window == TimeSpan.Zero, "It waits for three whole minutes each time; COST_MINUTES=1 asks for it.");
        string account = await azurite.AnotherAccountAsync();
        string directory = ShortDirectory.Make();
        string data = Path.Combine(directory, "d");
        TestSwitches switches = new();
        switches = switches with { Timing = switches.Timing with { HoldOnlyInTransit = nodesPoll } };
        using StorageRequests requests = new(account);
        await using (
            LocalServer server = await LocalServer.StartAsync(
                new ServeOptions
                {
                    Port = 0,
                    DataDirectory = data,
                    Gpus = "none",
                    Storage = account,
                    Switches = switches,
                },
                TestContext.Current.CancellationToken))
        {
            using Api api = new(server.BaseUri, server.Token!);
            Workspace workspace = await Workspace.MakeAsync(() => api, data, "w");
            await workspace.MakeClusterAsync("c", minimum: 0, maximum: 1);

            // The first job makes what later ones find, and leaves a cluster that rests without nodes; two rounds of
            // the watchdog later nothing is left to tidy up.
            await RunAsync(workspace, "first");
            await workspace.ClusterIsAtAsync("c", 0);
            await HourAsync(requests);
            StorageCounts idle = await HourAsync(requests);
            await HoldOneNodeAsync(api, workspace);
            StorageCounts node = await HourAsync(requests) - idle;

            StorageCounts before = requests.Counts;
            long began = Stopwatch.GetTimestamp();
            await RunAsync(workspace, "second");
            await IdleAsync(workspace);
            StorageCounts job = requests.Counts - before - ((idle + node) * Stopwatch.GetElapsedTime(began).TotalHours);

            string how = nodesPoll ? "idle nodes poll every 10 s" : "syncs are held";
            Tell($"an idle hour, {how}", idle);
            Tell($"a node-hour, idle, {how}", node);
            Tell($"a job of one node, {how}", job);
            Assert.InRange(idle.TableReads + idle.TableWrites, 1, 3_000);
            Assert.InRange(node.TableReads + node.TableWrites, 1, 3_000);
            Assert.InRange(job.All, 1, 400);
            await server.StopAsync(TestContext.Current.CancellationToken);
        }

        Directory.Delete(directory, recursive: true);
    }

    /// <summary>What goes out in the window, as of an hour. This waits for time itself: there is nothing else to wait for.</summary>
    private static async Task<StorageCounts> HourAsync(StorageRequests requests)
    {
        StorageCounts before = requests.Counts;
        await Task.Delay(s_window, TestContext.Current.CancellationToken);
        return (requests.Counts - before) * (TimeSpan.FromHours(1) / s_window);
    }

    private static async Task RunAsync(Workspace workspace, string job)
    {
        await workspace.SubmitAsync(job, AJob.Of("true"), "c");
        Assert.Equal("succeeded", (string?)(await workspace.EndOfAsync(job))["executionState"]);
    }

    private static async Task HoldOneNodeAsync(Api api, Workspace workspace)
    {
        JsonObject scale = new() { ["manual"] = new JsonObject { ["targetNodeCount"] = 1 } };
        (
            await api.PatchAsync(
                workspace.Cluster("c"),
                new JsonObject { ["properties"] = new JsonObject { ["scaleSettings"] = scale } },
                Api.New)).Expect(200);
        await IdleAsync(workspace);
    }

    private static Task<JsonNode> IdleAsync(Workspace workspace) => workspace.ClusterAsync(
        "c",
        "one node, idle, steady",
        cluster => (int)cluster["nodeStateCounts"]!["idleNodeCount"]! == 1 && (string?)cluster["allocationState"] == "steady");

    private static void Tell(string what, StorageCounts counts) =>
        TestContext.Current.TestOutputHelper!.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{what}: {counts.TableReads:0} table reads, {counts.TableWrites:0} table writes, {counts.Queue:0} queue, "
                + $"{counts.Blob:0} blob requests (window {s_window.TotalMinutes:0} min)"
            ));
}
