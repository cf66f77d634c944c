using System.Text;
using BatchAi.Cli;

namespace BatchAi.Api.Tests;

/// <summary>Several users, or one user's scripts, run <c>batchai</c> at the same time against one server.</summary>
public sealed class ManyCommandLines
{
    private const string Folder = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/batchai/providers/Microsoft.BatchAI";
    private const string Cluster = Folder + "/workspaces/default/clusters/default";

    private const string Idle = """{"autoScale":{"minimumNodeCount":0,"maximumNodeCount":2,"idleTimeBeforeScaleDown":"PT2H"} }""";

    /// <summary>Of the next run: names of jobs are drawn by chance, and two runs must not draw the same.</summary>
    private static int s_seed;

    [Fact]
    public async Task Six_first_runs_at_once_on_a_fresh_server_all_succeed()
    {
        for (int round = 0; round < 10; round++)
        {
            await using ApiWorld world = await ApiWorld.StartAsync();

            (int Code, string Said)[] runs = await AtOnceAsync(world, 1, 2, 5, 6, 7, 9);

            Assert.All(runs, run => Assert.True(run.Code == 0, run.Said));
            Assert.Equal(6, (await world.OkAsync("GET", Folder + "/workspaces/default/experiments/default/jobs")).Names.Count);
        }
    }

    [Fact]
    public async Task Runs_at_once_keep_each_others_raise_of_the_maximum_and_the_users_idle_time()
    {
        for (int round = 0; round < 10; round++)
        {
            await using ApiWorld world = await ApiWorld.StartAsync();
            Assert.Equal(0, (await AtOnceAsync(world, 1))[0].Code);
            await world.OkAsync(
                "PATCH",
                Cluster,
                $$"""{"properties":{"scaleSettings":{{Idle}} } }""",
                ApiWorld.Extended);

            (int Code, string Said)[] runs = await AtOnceAsync(world, 9, 5, 3);

            Assert.All(runs, run => Assert.True(run.Code == 0, run.Said));
            Answer cluster = await world.OkAsync("GET", Cluster, version: ApiWorld.Extended);
            Assert.Equal(9, cluster.Property("scaleSettings")!["autoScale"]!["maximumNodeCount"]!.GetValue<int>());
            Assert.Equal("PT2H", cluster.Property("scaleSettings")!["autoScale"]!["idleTimeBeforeScaleDown"]!.GetValue<string>());
        }
    }

    /// <summary>One <c>batchai run -n N --detach --yes -- true</c> for each number, on threads of their own.</summary>
    private static Task<(int Code, string Said)[]> AtOnceAsync(ApiWorld world, params int[] nodes)
    {
        Barrier start = new(nodes.Length);
        return Task.WhenAll(
            nodes.Select(count => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait(TestContext.Current.CancellationToken);
                    return RunAsync(world, count);
                },
                TestContext.Current.CancellationToken,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default).Unwrap()));
    }

    private static async Task<(int Code, string Said)> RunAsync(ApiWorld world, int nodes)
    {
        using MemoryStream output = new();
        using MemoryStream error = new();
        using HttpMessageHandler handler = world.Handler();
        BatchAiCli cli = new(
            new CliEnvironment { Url = "http://localhost:5000", CurrentDirectory = Path.GetTempPath(), Processors = 2 },
            new CliOutput(output, isTerminal: false),
            new CliOutput(error, isTerminal: false),
            handler,
            TimeProvider.System,
            new Random(Interlocked.Increment(ref s_seed)));
        int code = await cli.RunAsync(
            ["run", "-n", $"{nodes}", "--detach", "--yes", "--", "true"],
            TestContext.Current.CancellationToken);
        return (code, Encoding.UTF8.GetString(error.ToArray()));
    }
}
