using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace BatchAi.EndToEnd.Tests;

public sealed class RunningOneJob(SharedServer shared)
{
    private readonly LocalHostProcess _server = shared.Process;

    [Fact]
    public async Task A_job_of_one_node_runs_on_a_cluster_that_comes_from_nothing_and_goes_back_to_nothing()
    {
        Workspace workspace = await Workspace.MakeAsync(_server, "one");
        await workspace.MakeClusterAsync("c", minimum: 0, maximum: 2);
        await workspace.SubmitAsync(
            "job",
            AJob.Of("printf 'hello world'; echo trouble >&2; echo weights > $AZ_BATCHAI_OUTPUT_MODEL/model.bin"),
            "c");

        JsonNode job = await workspace.EndOfAsync("job");

        Assert.Equal("succeeded", (string?)job["executionState"]);
        Assert.Equal(0, (int?)job["executionInfo"]!["exitCode"]);
        Assert.Null(job["executionInfo"]!["errors"]);
        Assert.True((DateTimeOffset)job["executionInfo"]!["startTime"]! <= (DateTimeOffset)job["executionInfo"]!["endTime"]!);

        string segment = (string)job["jobOutputDirectoryPathSegment"]!;
        Assert.Matches("^00000000-0000-0000-0000-000000000000/e2e/workspaces/one/experiments/e/jobs/job/[0-9a-f-]{36}$", segment);
        Assert.Equal("hello world", File.ReadAllText(workspace.OnShare($"{segment}/stdouterr/stdout.txt")));
        Assert.Equal("trouble\n", File.ReadAllText(workspace.OnShare($"{segment}/stdouterr/stderr.txt")));
        Assert.Equal("weights\n", File.ReadAllText(workspace.OnShare($"{segment}/outputs/models/model.bin")));

        IReadOnlyDictionary<string, JsonNode> files = await workspace.FilesAsync("job");
        string log = Assert.Single(files.Keys, name => name.StartsWith("execution", StringComparison.Ordinal));
        Assert.Equal([log, "stderr.txt", "stdout.txt"], files.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(11, (long)files["stdout.txt"]["properties"]!["contentLength"]!);
        string link = (string)files["stdout.txt"]["downloadUrl"]!;
        Assert.Equal((200, "hello world"), await Api.DownloadAsync(link));
        Assert.Equal((206, "world"), await Api.DownloadAsync(link, new RangeHeaderValue(6, null)));
        Assert.Equal((206, "hello"), await Api.DownloadAsync(link, new RangeHeaderValue(0, 4)));
        Assert.Equal(403, (await Api.DownloadAsync(link[..^3] + "xyz")).Status);
        Assert.Contains("job one/e/job", await workspace.ReadAsync("job", log), StringComparison.Ordinal);
        Assert.Equal(["model.bin"], (await workspace.FilesAsync("job", "MODEL")).Keys);

        await workspace.ClusterIsAtAsync("c", nodes: 0);
    }

    [Fact]
    public async Task What_a_job_starts_in_the_background_ends_with_the_job()
    {
        Workspace workspace = await Workspace.MakeAsync(_server, "background");
        await workspace.MakeClusterAsync("c", minimum: 0, maximum: 1);
        await workspace.SubmitAsync("job", AJob.Of($"setsid nohup sleep 1000 & echo $! > {AJob.Mount}/sleeper"), "c");

        Assert.Equal("succeeded", (string?)(await workspace.EndOfAsync("job"))["executionState"]);

        int sleeper = int.Parse(await File.ReadAllTextAsync(workspace.OnShare("sleeper"), TestContext.Current.CancellationToken));
        Assert.False(ServerProcesses.IsAlive(sleeper), "the job has ended, and its sleep goes on");
    }

    [Fact]
    public async Task Terminating_a_running_job_stops_all_its_processes_and_leaves_no_exit_code()
    {
        Workspace workspace = await Workspace.MakeAsync(_server, "terminate");
        await workspace.MakeClusterAsync("c", minimum: 0, maximum: 1);
        await workspace.SubmitAsync("job", AJob.Of($"setsid nohup sleep 1000 & echo $$ $! > {AJob.Mount}/pids; wait"), "c");
        string pids = await Wait.ForFileAsync("the job runs", workspace.OnShare("pids"), text => text.EndsWith('\n'));

        Assert.Equal("Succeeded", await _server.Api.FinishAsync(await _server.Api.PostAsync($"{workspace.Job("job")}/terminate")));

        JsonNode job = await workspace.EndOfAsync("job");
        Assert.Equal("failed", (string?)job["executionState"]);
        Assert.Equal("JobTerminated", (string?)Assert.Single(job["executionInfo"]!["errors"]!.AsArray())!["code"]);
        Assert.Null(job["executionInfo"]!["exitCode"]);
        Assert.All(
            pids.Split(' '),
            pid => Assert.False(ServerProcesses.IsAlive(int.Parse(pid)), $"the job was terminated, and its process {pid} goes on"));
        (await _server.Api.PostAsync($"{workspace.Job("job")}/terminate")).Expect(200);
    }

    [Fact]
    public async Task A_job_with_a_container_is_refused_with_what_to_do_where_there_is_no_container_runtime()
    {
        Workspace workspace = await Workspace.MakeAsync(_server, "container");
        await workspace.MakeClusterAsync("c", minimum: 0, maximum: 1);
        JsonObject job = AJob.Of("echo never");
        job["containerSettings"] = new JsonObject { ["imageSourceRegistry"] = new JsonObject { ["image"] = "ubuntu" } };
        job["cluster"] = new JsonObject { ["id"] = workspace.Cluster("c") };

        Answer refused = await _server.Api.PutAsync(workspace.Job("job"), new JsonObject { ["properties"] = job });

        refused.Refused(400, "InvalidParameter", "properties.containerSettings");
        Assert.Contains("start the host with --containers host", refused.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(0, (int)(await _server.Api.GetAsync(workspace.Cluster("c"))).Expect(200).Properties["currentNodeCount"]!);
    }

    [Fact]
    public async Task A_daemon_of_a_setup_task_is_there_for_jobs_and_ends_with_its_node()
    {
        Workspace workspace = await Workspace.MakeAsync(_server, "daemon");
        JsonObject cluster = ACluster.Autoscaling(1, 1, "PT2S");
        string file = workspace.OnShare("daemon");
        cluster["properties"]!["nodeSetup"] = new JsonObject
        {
            ["mountVolumes"] = new JsonObject { ["azureFileShares"] = new JsonArray(ACluster.Share(Workspace.Account, Workspace.Share)) },
            ["setupTask"] = new JsonObject
            {
                ["commandLine"] = $"sleep 1000 & echo $! > $AZ_BATCHAI_MOUNT_ROOT/{Workspace.Share}/daemon",
                ["stdOutErrPathPrefix"] = $"$AZ_BATCHAI_MOUNT_ROOT/{Workspace.Share}/setup",
            },
        };
        Assert.Equal("Succeeded", await _server.Api.FinishAsync(await _server.Api.PutAsync(workspace.Cluster("c"), cluster, Api.New)));
        foreach (string job in (string[])["first", "second"])
        {
            await workspace.SubmitAsync(job, AJob.Of($"kill -0 $(cat {AJob.Mount}/daemon)"), "c");
            Assert.Equal("succeeded", (string?)(await workspace.EndOfAsync(job))["executionState"]);
        }

        int daemon = int.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Assert.True(ServerProcesses.IsAlive(daemon));
        await workspace.ScaleToAsync("c", 0, 0);
        await workspace.ClusterIsAtAsync("c", nodes: 0);
        Assert.False(ServerProcesses.IsAlive(daemon), "the node is gone, and the daemon of its setup task goes on");
    }
}
