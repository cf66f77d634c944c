using System.Text.Json.Nodes;

namespace BatchAi.EndToEnd.Tests;

public sealed class Surviving
{
    [Fact]
    public async Task A_job_goes_on_when_the_server_is_killed_and_ends_with_its_real_exit_code()
    {
        await using LocalHostProcess server = await LocalHostProcess.StartAsync();
        Workspace workspace = await Workspace.MakeAsync(server, "w");
        await workspace.MakeClusterAsync("c", minimum: 0, maximum: 1);
        await workspace.SubmitAsync("job", AJob.Waiting("job", exitCode: 7), "c");
        string runs = await Wait.ForFileAsync("the job runs", workspace.OnShare("runs-job"), text => text.EndsWith('\n'));
        string began = (string)
            (await workspace.JobAsync("job", "it runs", job => (string?)job["executionState"] == "running"))["executionInfo"]![
                "startTime"
            ]!;

        await server.KillAsync();
        Assert.True(ServerProcesses.IsAlive(int.Parse(runs)), "the job did not outlive the server");
        await server.ServeAgainAsync();

        JsonNode seen = await workspace.JobAsync("job", "it still runs", job => (string?)job["executionState"] == "running");
        Assert.Equal(began, (string?)seen["executionInfo"]!["startTime"]);
        await File.WriteAllTextAsync(workspace.OnShare("go-job"), "", TestContext.Current.CancellationToken);
        JsonNode ended = await workspace.EndOfAsync("job");
        Assert.Equal("failed", (string?)ended["executionState"]);
        Assert.Equal(7, (int?)ended["executionInfo"]!["exitCode"]);
        Assert.Equal("JobFailed", (string?)ended["executionInfo"]!["errors"]![0]!["code"]);
        Assert.Equal(runs, File.ReadAllText(workspace.OnShare("runs-job")));
        await workspace.ClusterIsAtAsync("c", nodes: 0);
    }

    [Fact]
    public async Task A_job_that_ends_while_no_server_runs_keeps_its_exit_code()
    {
        await using LocalHostProcess server = await LocalHostProcess.StartAsync();
        Workspace workspace = await Workspace.MakeAsync(server, "w");
        await workspace.MakeClusterAsync("c", minimum: 0, maximum: 1);
        await workspace.SubmitAsync("job", AJob.Waiting("job", exitCode: 0), "c");
        int job = int.Parse(await Wait.ForFileAsync("the job runs", workspace.OnShare("runs-job"), text => text.EndsWith('\n')));

        await server.KillAsync();
        await File.WriteAllTextAsync(workspace.OnShare("go-job"), "", TestContext.Current.CancellationToken);
        await Wait.UntilAsync("the job without a server", "its end", () => !ServerProcesses.IsAlive(job), () => "it runs");
        await server.ServeAgainAsync();

        JsonNode ended = await workspace.EndOfAsync("job");
        Assert.Equal("succeeded", (string?)ended["executionState"]);
        Assert.Single(File.ReadAllLines(workspace.OnShare("runs-job")));
    }

    [Fact]
    public async Task Control_C_ends_every_process_and_the_job_begins_again_at_the_next_serve()
    {
        await using LocalHostProcess server = await LocalHostProcess.StartAsync();
        Workspace workspace = await Workspace.MakeAsync(server, "w");
        await workspace.MakeClusterAsync("c", minimum: 0, maximum: 2);
        await workspace.SubmitAsync("job", AJob.Waiting("job", exitCode: 0), "c");
        await Wait.ForFileAsync("the job runs", workspace.OnShare("runs-job"), text => text.EndsWith('\n'));

        ProcessOutcome stopped = await server.InterruptAsync();
        Assert.True(stopped.ExitCode == 0, stopped.ToString());
        Assert.Equal(Environment.IsPrivilegedProcess ? [LocalHostProcess.RootWarning] : [], LocalHostProcess.Lines(stopped.Error));
        Assert.Equal([], server.Processes());
        await server.ServeAgainAsync();

        await Wait.ForFileAsync("the job begins again", workspace.OnShare("runs-job"), text => text.Count(letter => letter == '\n') == 2);
        await File.WriteAllTextAsync(workspace.OnShare("go-job"), "", TestContext.Current.CancellationToken);
        JsonNode ended = await workspace.EndOfAsync("job");
        Assert.Equal("succeeded", (string?)ended["executionState"]);
        Assert.Equal(0, (int?)ended["executionInfo"]!["exitCode"]);
        Assert.Equal(2, File.ReadAllLines(workspace.OnShare("runs-job")).Length);
    }
}
