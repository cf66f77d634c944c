using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using BatchAi.EndToEnd.Tests;
using BatchAi.Testing;

namespace BatchAi.Training.Tests;

/// <summary>
/// mpirun starts ranks on all nodes, again and again. The environment variable <c>MPIRUN_TIMES</c> says how often in a row, 10 without it.
/// </summary>
[Collection(nameof(OneAfterTheOther))]
[Trait(Lane.Name, Lane.Full)]
public sealed class StartingRanks(TrainingServer server) : IDisposable
{
    private static readonly int s_times =
        int.TryParse(Environment.GetEnvironmentVariable("MPIRUN_TIMES"), CultureInfo.InvariantCulture, out int times) ? times : 10;

    private readonly string _directory = ShortDirectory.Make();

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Mpirun_never_fails_however_often_it_is_started(int nodes)
    {
        Needs.Modules("mpi4py");
        Needs.Programs("/usr/bin/mpirun");
        Workspace workspace = await Workspace.MakeAsync(await server.GetAsync(), $"ranks-{nodes}");
        await workspace.MakeClusterAsync("c", minimum: nodes, maximum: nodes);
        await workspace.ClusterIsAtAsync("c", nodes);

        string sum = $" {nodes * (nodes + 1) / 2}";
        long began = Stopwatch.GetTimestamp();
        for (int time = 1; time <= s_times; time++)
        {
            await workspace.SubmitAsync($"job-{time}", AnMpiJob(nodes), "c");
            JsonNode end = await workspace.EndOfAsync($"job-{time}");
            Assert.True((string?)end["executionState"] == "succeeded", $"run {time} of {s_times}: {end.ToJsonString()}");
            string[] lines = (await workspace.ReadAsync($"job-{time}", "stdout.txt")).TrimEnd().Split('\n');
            Assert.True(
                lines.Distinct().Count() == nodes && lines.All(line => line.EndsWith(sum, StringComparison.Ordinal)),
                $"run {time} of {s_times} over {nodes} nodes wrote: {string.Join(" | ", lines)}");
        }
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{s_times} times mpirun over {nodes} nodes: {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s");
        await workspace.ScaleToAsync("c", minimum: 0, maximum: nodes);
    }

    [Fact]
    public async Task A_gang_is_started_by_MPICH_where_that_is_the_mpirun_on_the_path()
    {
        Needs.Programs(Needs.Python, "/usr/bin/mpirun.mpich", "/usr/bin/hydra_pmi_proxy");
        // Hydra looks for its helper beside itself.
        File.CreateSymbolicLink(Path.Combine(_directory, "mpirun"), "/usr/bin/mpirun.mpich");
        File.CreateSymbolicLink(Path.Combine(_directory, "hydra_pmi_proxy"), "/usr/bin/hydra_pmi_proxy");

        SampleRun run = await Sample.RunFileAsync(await server.GetAsync(), WriteGang(), "--env", $"PATH={_directory}:/usr/bin:/bin");

        string[] lines = [.. run.Read("stdout.txt").TrimEnd().Split('\n').Order(StringComparer.Ordinal)];
        Assert.Equal(
            ["rank 0 of 4: 10", "rank 1 of 4: 10", "rank 2 of 4: 10", "rank 3 of 4: 10"], lines.Select(line => line.Split(" on ")[0]));
        string[] places = [.. lines.Select(line => line.Split(" on ")[1])];
        Assert.Equal((places[0], places[2]), (places[1], places[3]));
        Assert.NotEqual(places[0], places[2]);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Mpirun_never_fails_either_where_there_is_no_network_but_the_loopback_device(int nodes)
    {
        Needs.Modules("mpi4py");
        Needs.Programs("/usr/bin/mpirun");
        Needs.NetworkNamespaces();
        string file = Path.Combine(_directory, "ranks.json");
        await File.WriteAllTextAsync(file, AnMpiJob(nodes).ToJsonString(), TestContext.Current.CancellationToken);

        long began = Stopwatch.GetTimestamp();
        ProcessOutcome outcome = await WithoutNetwork.RunAsync(_directory, [.. Enumerable.Repeat(file, s_times)]);

        Assert.True(outcome.ExitCode == 0, outcome.ToString());
        string sum = $" {nodes * (nodes + 1) / 2}";
        IEnumerable<IGrouping<string, string>> ranks = outcome.Output.TrimEnd().Split('\n')
            .Where(line => line.EndsWith(sum, StringComparison.Ordinal))
            .GroupBy(line => line);
        Assert.Equal(Enumerable.Repeat(s_times, nodes), ranks.Select(node => node.Count()));
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{s_times} times mpirun over {nodes} nodes without network: {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s");
    }

    [Fact]
    public async Task The_samples_of_several_nodes_run_where_there_is_no_network_but_the_loopback_device()
    {
        Needs.Modules("mpi4py");
        Needs.Programs("/usr/bin/mpirun");
        Needs.NetworkNamespaces();

        ProcessOutcome outcome = await WithoutNetwork.RunAsync(
            _directory, [Sample.JobFile("mpi-reduce"), Sample.JobFile("parameter-server")]);

        Assert.True(outcome.ExitCode == 0, outcome.ToString());
        Assert.Single(outcome.Output.Split('\n'), line => line.EndsWith("over 4 nodes", StringComparison.Ordinal));
    }

    /// <summary>Each rank writes its node's address and the sum of all ranks' numbers, counted from 1.</summary>
    private static JsonObject AnMpiJob(int nodes)
    {
        JsonObject properties = AJob.Of("", nodes);
        properties.Remove("customToolkitSettings");
        properties["customMpiSettings"] = new JsonObject
        {
            ["commandLine"] = $"{Needs.Python} -c 'import os; from mpi4py import MPI; world = MPI.COMM_WORLD; "
                + "print(os.environ[\"AZ_BATCHAI_NODE_IP\"], world.allreduce(world.rank + 1), flush=True)'",
        };
        return properties;
    }

    /// <summary>
    /// A program that calls the library of MPICH itself, since Debian's mpi4py is for Open MPI, in four ranks on two nodes. The numbers
    /// are the handles of MPICH for a C integer, the sum and all ranks, the same in all its releases.
    /// </summary>
    private string WriteGang()
    {
        File.WriteAllText(
            Path.Combine(_directory, "gang.py"),
            """
            import ctypes, os
            mpi = ctypes.CDLL("libmpich.so.12")
            mpi.MPI_Init(None, None)
            mine, total = ctypes.c_int(int(os.environ["RANK"]) + 1), ctypes.c_int()
            mpi.MPI_Allreduce(ctypes.byref(mine), ctypes.byref(total), 1, 0x4c000405, 0x58000003, 0x44000000)
            rank, size = os.environ["RANK"], os.environ["WORLD_SIZE"]
            print(f"rank {rank} of {size}: {total.value} on {os.environ['AZ_BATCHAI_NODE_IP']}", flush=True)
            mpi.MPI_Finalize()
            """);
        string file = Path.Combine(_directory, "gang.json");
        File.WriteAllText(
            file,
            $$"""
            {
              "nodeCount": 2,
              "stdOutErrPathPrefix": "$AZ_BATCHAI_JOB_MOUNT_ROOT/batchai",
              "inputDirectories": [{ "id": "SCRIPTS", "path": "." }],
              "customMpiSettings": { "processCount": 4, "commandLine": "{{Needs.Python}} $AZ_BATCHAI_INPUT_SCRIPTS/gang.py" }
            }
            """);
        return file;
    }
}
