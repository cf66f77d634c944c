using System.Text.Json.Nodes;
using BatchAi.Activities;
using BatchAi.LocalHost;

namespace BatchAi.EndToEnd.Tests;

/// <summary>Figures of docs and of the design's budgets, taken from a server in this process.</summary>
public sealed class Measuring
{
    /// <summary>The design's budget for storage writes of a one-node job.</summary>
    private const int MostCommits = 40;

    [Fact]
    public async Task A_job_of_one_node_on_a_node_that_is_there_costs_few_writes_and_no_call_to_the_cloud()
    {
        string directory = ShortDirectory.Make();
        using ArmCallCounter calls = new();
        await using (LocalServer server = await LocalServer.StartAsync(new ServeOptions { Port = 0, DataDirectory = Path.Combine(directory, "d"), Gpus = "none" }, TestContext.Current.CancellationToken))
        {
            using Api api = new(server.BaseUri);
            Workspace workspace = await Workspace.MakeAsync(() => api, Path.Combine(directory, "d"), "w");
            await workspace.MakeClusterAsync("c", minimum: 1, maximum: 1);
            await workspace.ClusterAsync("c", "one idle node", cluster => (int)cluster["nodeStateCounts"]!["idleNodeCount"]! == 1 && (string?)cluster["allocationState"] == "steady");
            await workspace.SubmitAsync("first", AJob.Of("true"), "c");
            Assert.Equal("succeeded", (string?)(await workspace.EndOfAsync("first"))["executionState"]);
            await workspace.ClusterAsync("c", "an idle node again", cluster => (int)cluster["nodeStateCounts"]!["idleNodeCount"]! == 1);

            StoreCounts before = server.StoreCounts;
            int callsBefore = calls.Count;
            await workspace.SubmitAsync("second", AJob.Of("true"), "c");
            JsonNode job = await workspace.EndOfAsync("second");
            StoreCounts ended = server.StoreCounts - before;
            int callsMade = calls.Count - callsBefore;
            await workspace.ClusterAsync("c", "an idle node again", cluster => (int)cluster["nodeStateCounts"]!["idleNodeCount"]! == 1);
            StoreCounts cleaned = server.StoreCounts - before;

            TestContext.Current.TestOutputHelper!.WriteLine($"one-node job: {ended} until its end, {cleaned} until its node was idle; {callsMade} ARM requests");
            Assert.Equal("succeeded", (string?)job["executionState"]);
            Assert.InRange(cleaned.Commits, 1, MostCommits);
            Assert.Equal(0, callsMade);
            await server.StopAsync(TestContext.Current.CancellationToken);
        }

        Directory.Delete(directory, recursive: true);
    }
}
