using System.Text.Json;
using System.Text.Json.Nodes;

namespace BatchAi.Functions.Tests;

/// <summary>A job from the request to its exit code: built worker, real hub, real agent.</summary>
public sealed class RunningAJobOnTheApp(AppWithACloud app) : IClassFixture<AppWithACloud>
{
    private const string Mount = "$AZ_BATCHAI_JOB_MOUNT_ROOT/share";

    [Fact]
    public async Task A_job_runs_on_a_node_of_its_own_and_leaves_its_exit_code()
    {
        await app.RequireStorage().Api.MakeClusterAsync("one");

        await app.Api.MakeJobAsync("one", "j1", $"echo here > {Mount}/said; exit 3");

        Assert.Equal(3, await app.EndOfAsync("one", "j1"));
        Assert.Equal("here\n", await File.ReadAllTextAsync(Path.Combine(app.Share, "said"), TestContext.Current.CancellationToken));
        Assert.All(app.Front.Invocations,
            invocation => Assert.Equal(Protocol.StatusResult.Types.Status.Success, invocation.Answer.Result.Status));
    }

    [Fact]
    public async Task A_job_whose_worker_is_killed_meanwhile_ends_once_and_with_its_exit_code()
    {
        await app.RequireStorage().Api.MakeClusterAsync("two");
        await app.Api.MakeJobAsync("two", "j1", $"echo $$ >> {Mount}/runs; until [[ -f {Mount}/go ]]; do sleep 0.1; done; exit 5");
        await app.SeesAsync("the job's process begins", () => Task.FromResult(RunsOf("runs")), runs => runs > 0);

        await app.KillWorkerAsync();
        await File.WriteAllTextAsync(Path.Combine(app.Share, "go"), "", TestContext.Current.CancellationToken);
        await app.StartWorkerAsync();

        Assert.Equal(5, await app.EndOfAsync("two", "j1"));
        Assert.Equal(1, RunsOf("runs"));
    }

    /// <summary>
    /// The job that <c>infra/deploy.sh smoke</c> runs names the deployment's own account with a key that is none. Nodes of a local cloud
    /// write to a directory in place of the container, so what they wrote is put into it.
    /// </summary>
    [Fact]
    public async Task The_smoke_job_of_a_deployment_runs_and_its_output_is_listed()
    {
        await app.RequireStorage().Api.MakeClusterAsync("smoke");
        string text = await File.ReadAllTextAsync(SmokeJob(), TestContext.Current.CancellationToken);
        JsonNode body = JsonNode.Parse(text.Replace("<ACCOUNT>", app.Jobs.AccountName, StringComparison.Ordinal))!;
        body["properties"]!["cluster"] = new JsonObject { ["id"] = $"{Seeds.PathOf("smoke")}/clusters/c" };
        string job = $"{Seeds.PathOf("smoke")}/experiments/e/jobs/smoke";
        Directory.CreateDirectory(app.JobsVolume);

        (await app.Api.PutAsync(job, body.ToJsonString())).Expect(200, 201, 202);
        Assert.Equal(0, await app.EndOfAsync("smoke", "smoke"));
        await app.Jobs.CreateIfNotExistsAsync(cancellationToken: TestContext.Current.CancellationToken);
        foreach (string file in Directory.GetFiles(app.JobsVolume, "*", SearchOption.AllDirectories))
            await app.Jobs.UploadBlobAsync(
                Path.GetRelativePath(app.JobsVolume, file), BinaryData.FromBytes(await File.ReadAllBytesAsync(file)), default);

        JsonElement[] files = [.. (await app.Api.SendAsync("POST", $"{job}/listOutputFiles?outputdirectoryid=stdouterr"))
            .Expect(200).Json.GetProperty("value").EnumerateArray()];
        string link = files.Single(file => file.GetProperty("name").GetString() == "stdout.txt").GetProperty("downloadUrl").GetString()!;
        using HttpClient anybody = new();
        string[] lines = (await anybody.GetStringAsync(link, TestContext.Current.CancellationToken)).Split('\n');
        Assert.Equal(2, lines.Count(line => line.StartsWith("node ", StringComparison.Ordinal)));
    }

    private static string SmokeJob()
    {
        DirectoryInfo at = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "BatchAiFunctions.sln")))
            at = at.Parent!;
        return Path.Combine(at.FullName, "infra", "deploy", "smoke.job.json");
    }

    /// <summary>
    /// An agent that hangs up on its own held call makes the host log a failed function for each; whoever ends the call must be the server.
    /// </summary>
    [Fact]
    public async Task An_agent_hangs_up_on_nothing_that_the_host_would_call_a_failure()
    {
        int before = app.RequireStorage().Front.Failures.Count;
        await app.Api.MakeClusterAsync("three");
        await app.Api.MakeJobAsync("three", "j1", "exit 0");

        Assert.Equal(0, await app.EndOfAsync("three", "j1"));
        Assert.Empty(app.Front.Failures.Skip(before));
    }

    private int RunsOf(string file) =>
        File.Exists(Path.Combine(app.Share, file)) ? File.ReadAllLines(Path.Combine(app.Share, file)).Length : 0;
}
