namespace BatchAi.EndToEnd.Tests;

public sealed class ManyFirstRuns
{
    [Fact]
    public async Task Six_at_once_on_a_fresh_server_all_succeed()
    {
        await using LocalHostProcess server = await LocalHostProcess.StartAsync();

        ProcessOutcome[] runs = await Task.WhenAll(
            Enumerable.Range(1, 6).Select(number => BatchAiProcess.RunAsync(server, "run", "--", "echo", $"run {number}")));

        Assert.All(runs, run => Assert.True(run.ExitCode == 0, run.ToString()));
        Assert.Equal(Enumerable.Range(1, 6).Select(number => $"run {number}\n"), runs.Select(run => run.Output));
    }
}
