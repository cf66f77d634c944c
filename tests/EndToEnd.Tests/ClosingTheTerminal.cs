using System.Diagnostics;
using BatchAi.Linux;

namespace BatchAi.EndToEnd.Tests;

/// <summary>A closed terminal ends the server as Ctrl+C does, unless it was started to outlive it.</summary>
public sealed class ClosingTheTerminal
{
    [Fact]
    public async Task A_server_whose_terminal_is_closed_stops_cleanly_and_leaves_no_process()
    {
        await using LocalHostProcess server = await LocalHostProcess.StartAsync();
        Workspace workspace = await Workspace.MakeAsync(server, "closed");
        await workspace.MakeClusterAsync("c", minimum: 1, maximum: 1);
        await workspace.SubmitAsync("job", AJob.Of($"echo $$ > {AJob.Mount}/pid; sleep 1000"), "c");
        await Wait.ForFileAsync("the job runs", workspace.OnShare("pid"), text => text.EndsWith('\n'));

        ProcessOutcome outcome = await server.HangUpAsync();

        Assert.True(outcome.ExitCode == 0, $"{outcome}");
        Assert.False(File.Exists(Path.Combine(server.Data, "endpoint")));
        await server.NoProcessIsLeftAsync("after SIGHUP");
    }

    [Fact]
    public async Task A_server_that_was_started_with_nohup_goes_on()
    {
        string directory = ShortDirectory.Make();
        using RunningProgram server = RunningProgram.Start(
            Checkout.LocalHost, Serve(directory), environment: Environment(directory), outlivesTerminal: true);
        string endpoint = await EndpointAsync(directory);

        server.HangUp();
        string token = await File.ReadAllTextAsync(Path.Combine(directory, "d", "token"), TestContext.Current.CancellationToken);
        using Api api = new(new Uri(endpoint.Trim()), token.Trim());
        for (int round = 0; round < 20; round++)
            (await api.GetAsync("/providers/Microsoft.BatchAI/operations")).Expect(200);

        server.Interrupt();
        Assert.Equal(0, (await server.EndAsync("Ctrl+C")).ExitCode);
        TreeRemoval.Delete(directory);
    }

    [Fact]
    public async Task A_terminal_that_is_gone_and_takes_no_last_word_keeps_nothing_from_ending()
    {
        const string script = "/usr/bin/script";
        Assert.SkipUnless(File.Exists(script), "script, which makes terminals, is not installed");
        string directory = ShortDirectory.Make();
        string command = $"exec dotnet {Checkout.LocalHost} {string.Join(' ', Serve(directory))}";
        ProcessStartInfo start = new(script, ["-qfc", command, "/dev/null"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach ((string name, string value) in Environment(directory))
            start.Environment[name] = value;
        using Process terminal = Process.Start(start)!;
        await EndpointAsync(directory);

        terminal.Kill();

        await Wait.UntilAsync(
            "the terminal is gone",
            "no process of the server",
            () => ServerProcesses.Of(directory).Count == 0,
            () => string.Join('\n', ServerProcesses.Of(directory)));
        Assert.False(File.Exists(Path.Combine(directory, "d", "endpoint")));
        TreeRemoval.Delete(directory);
    }

    private static string[] Serve(string directory) =>
        ["serve", "--port", "0", "--gpus", "none", "--data", Path.Combine(directory, "d")];

    private static Dictionary<string, string> Environment(string directory) => new()
    {
        ["TMPDIR"] = directory,
        ["XDG_STATE_HOME"] = Path.Combine(directory, "s"),
        ["BATCHAI_STORAGE"] = "",
    };

    private static Task<string> EndpointAsync(string directory) =>
        Wait.ForFileAsync("the server starts", Path.Combine(directory, "d", "endpoint"), text => text.EndsWith('\n'));
}
