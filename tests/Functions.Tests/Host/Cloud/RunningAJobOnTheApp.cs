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
