using System.Text.Json.Nodes;
using BatchAi.Faults;
using BatchAi.LocalHost;

namespace BatchAi.EndToEnd.Tests;

/// <summary>The design's budgets, measured on a server in this process; the figures are printed.</summary>
[Collection(nameof(InThisProcess))]
public sealed class Measuring
{
    /// <summary>Storage writes of a one-node job.</summary>
    private const int MostCommitsOfAJob = 40;

    /// <summary>Writes to Azure Resource Manager of a scale step.</summary>
    private const int MostWritesOfAStep = 1;

    [Fact]
    public async Task A_job_of_one_node_costs_few_writes_and_no_call_to_the_cloud_and_a_scale_step_costs_one_write_there()
    {
        string directory = ShortDirectory.Make();
        string data = Path.Combine(directory, "d");
        using ArmCalls calls = new();
        CountingStore? store = null;
        TestSwitches switches = new() { AroundStore = inner => store = new CountingStore(inner) };
        ServeOptions options = new() { Port = 0, DataDirectory = data, Gpus = "none", Switches = switches };
        await using (LocalServer server = await LocalServer.StartAsync(options, TestContext.Current.CancellationToken))
        {
            using Api api = new(server.BaseUri, server.Token!);
            Workspace workspace = await Workspace.MakeAsync(() => api, data, "w");
            await workspace.MakeClusterAsync("c", minimum: 0, maximum: 2);
            await ScaleAsync(api, workspace, 1);

            // The first job makes what later ones find: the running server's steady state is measured.
            await RunAsync(workspace, "first");
            Reading before = new(store!.Counts, calls.Count);
            await RunAsync(workspace, "second");
            Reading job = new(store!.Counts, calls.Count);
            await ScaleAsync(api, workspace, 2);
            Reading grown = new(store!.Counts, calls.Count);
            await ScaleAsync(api, workspace, 1);
            Reading shrunk = new(store!.Counts, calls.Count);
            await ScaleAsync(api, workspace, 0);

            Tell("one-node job, until its node is idle again", before, job);
            Tell("one node more", job, grown);
            Tell("one node less", grown, shrunk);

            // How many races are lost depends on how busy the machine is.
            StoreCounts ofJob = job.Store - before.Store;
            Assert.InRange(ofJob.Commits - ofJob.Conflicts, 1, MostCommitsOfAJob);
            Assert.Equal(0, job.Calls.All - before.Calls.All);
            Assert.Equal(MostWritesOfAStep, grown.Calls.Writes - job.Calls.Writes);
            Assert.Equal(MostWritesOfAStep, shrunk.Calls.Writes - grown.Calls.Writes);
            await server.StopAsync(TestContext.Current.CancellationToken);
        }

        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task A_server_without_nodes_is_small()
    {
        await using LocalHostProcess server = await LocalHostProcess.StartAsync();
        (await server.Api.GetAsync("/providers/Microsoft.BatchAI/operations")).Expect(200);

        int megabytes = ServerProcesses.MegabytesOf(server.Pid);

        TestContext.Current.TestOutputHelper!.WriteLine($"the server without nodes: {megabytes} MB");
        Assert.InRange(megabytes, 1, 150);
    }

    private static async Task RunAsync(Workspace workspace, string job)
    {
        await workspace.SubmitAsync(job, AJob.Of("true"), "c");
        Assert.Equal("succeeded", (string?)(await workspace.EndOfAsync(job))["executionState"]);
        await IdleAsync(workspace, 1);
    }

    private static async Task ScaleAsync(Api api, Workspace workspace, int nodes)
    {
        JsonObject scale = new()
        {
            ["autoScale"] = new JsonObject
            {
                ["minimumNodeCount"] = nodes,
                ["maximumNodeCount"] = 2,
                ["idleTimeBeforeScaleDown"] = "PT0S",
            },
        };
        (
            await api.PatchAsync(
                workspace.Cluster("c"),
                new JsonObject { ["properties"] = new JsonObject { ["scaleSettings"] = scale } },
                Api.New)).Expect(200);
        await IdleAsync(workspace, nodes);
    }

    private static Task<JsonNode> IdleAsync(Workspace workspace, int nodes) =>
        workspace.ClusterAsync(
            "c",
            $"{nodes} nodes, all idle, steady",
            cluster =>
                (int)cluster["currentNodeCount"]! == nodes
                && (int)cluster["nodeStateCounts"]!["idleNodeCount"]! == nodes
                && (string?)cluster["allocationState"] == "steady");

    private static void Tell(string what, Reading before, Reading after) =>
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{what}: {after.Store - before.Store}; {after.Calls.All - before.Calls.All} ARM requests, "
            + $"{after.Calls.Writes - before.Calls.Writes} of them writes"
        );

    private sealed record Reading(StoreCounts Store, (int All, int Writes) Calls);
}
